/** What an export puts beside a model's own files. */
export const DETAILS_FILE = 'readroom-details.json';
export const LIBRARY_FOLDER = 'model-libs';
export const LIBRARY_INDEX = 'index.json';
/** MLC's list of tensors: its name now and its name until 2025. */
export const MLC_TENSOR_LISTS: readonly string[] = ['tensor-cache.json', 'ndarray-cache.json'];
