export function exportNetwork(task: string, folder: string, options: object): Promise<void> {
  void task;
  void folder;
  void options;
  return Promise.resolve();
}
