/** Name of the lock that every tab takes before it changes a model's files. */
export function installLock(modelId: string): string {
  return `readroom/model/${modelId}`;
}
