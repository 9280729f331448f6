/**
 * A file that is dropped beside its place would be opened by the browser in place of the page, with whatever was being
 * written there. The returned function stops watching.
 */
export function ignoreStrayDrops(page: Window = window): () => void {
  const ignore = (event: DragEvent): void => {
    if (event.defaultPrevented || event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  };
  page.addEventListener('dragover', ignore);
  page.addEventListener('drop', ignore);
  return () => {
    page.removeEventListener('dragover', ignore);
    page.removeEventListener('drop', ignore);
  };
}
