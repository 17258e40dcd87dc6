/** A number for drawing: nine significant digits tell float32 scores apart and keep the file small. */
export const shortened = (value: number): number => Number(value.toPrecision(9));
