/** Codes of the model library: bringing models in, looking after them, taking them out. */
export const LIBRARY_CODES = {
  'library/bad-details': 'The name, notes or prompt of the model is not usable; shorten or correct it.',
  'library/bad-library': 'This compiled model library is damaged or does not belong to its description.',
  'library/nothing-here': 'Nothing in what you chose is a model, an adapter or a model library.',
  'library/bad-archive': 'The archive is damaged or was not made by Readroom.',
  'library/adapter-too-large':
    'This adapter’s rank needs more memory than a merge in the browser may take; the command line can merge it.',
  'library/other-inputs': 'These are not the files that this merge was begun with; choose the same ones.',
  'library/export-refused':
    'The folder or file could not be written; check that there is room and permission.',
  'library/folder-in-use':
    'The folder holds other files under the names that this export needs; choose an empty folder.',
  'library/same-name':
    'Another model is installed under this name; rename the folder of the new one, or remove the other one first.',
  'library/busy': 'Another tab is working on this model; wait for it or stop it there.',
  'library/adapter-as-base':
    'This is an adapter, not a whole model; choose the model that it belongs to as the base.',
  'library/base-as-adapter':
    'This is a whole model, not an adapter; choose the folder with adapter_config.json.',
  'library/finished-model': 'This model is already finished; install it as it is instead of merging it.',
  'library/several-bases': 'Several models were chosen at once; choose one of them.',
  'library/split-gguf': 'This GGUF is split into several files; join them into one before choosing it.',
  'library/deeper-folder':
    'The model lies deeper inside what you chose; choose the folder that holds its files directly.',
  'library/pickled-weights':
    'These weights are PyTorch files, which can carry programs, so they are not opened; save them as safetensors.',
  'library/other-format':
    'These weights are in a format that Readroom cannot read; choose a GGUF file or a folder of safetensors.',
  'library/no-end-token': 'The vocabulary of the model has no token that could end an impression.',
  'library/bad-evaluation': 'This is not an evaluation of this very model.',
  'library/too-many-files':
    'This folder holds more files than any model has; choose the folder of the model itself.',
  'library/permission-refused':
    'The browser was not allowed to read these files again; allow it, or choose them once more.',
} as const;
