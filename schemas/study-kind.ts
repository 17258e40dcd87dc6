/** The kind of planned tasks that are studies. By itself, so that workflows need not load schemas. */
export const studyKind = 'study';
