/** Codes of the file format parsers. */
export const FORMAT_CODES = {
  'format/truncated': 'The model file ends too early; copy it again from its source.',
  'format/unreadable':
    'A file of the model could not be read; check that it still exists and is not open elsewhere.',
  'format/missing-file': 'A file that belongs to the model is missing from the folder.',
  'format/unrecognised': 'These files are not a model that Readroom knows how to read.',
  'format/bad-header': 'The model file is damaged: its table of contents makes no sense.',
  'format/over-limit': 'The model file claims sizes far beyond any real model, so it was refused.',
  'format/duplicate-name': 'The model file names the same part twice, so it was refused.',
  'format/bad-offsets': 'The model file is damaged: its parts overlap or lie outside the file.',
  'format/unsafe-path': 'The model refers to a file outside its own folder, so it was refused.',
  'format/unsupported-dtype': 'The model stores its numbers in a way that Readroom cannot read.',
  'format/unsupported-version': 'The model file is of a version that Readroom cannot read.',
  'format/unsupported-architecture':
    'This kind of model is not supported; Readroom runs models of the Llama family.',
  'format/bad-config': 'The description of the model is incomplete or contradicts itself.',
  'format/missing-tensor': 'The model file is incomplete: some of its weights are missing.',
  'format/unknown-tensor': 'The model file holds weights that Readroom does not know, so it was refused.',
  'format/wrong-shape': 'The weights in the model file do not have the sizes its description promises.',
  'format/not-finite': 'The model file is damaged: some of its weights are not numbers.',
  'format/unsupported-adapter': 'This adapter uses a method that Readroom cannot merge.',
  'format/adapter-mismatch': 'This adapter was made for a different base model.',
  'format/bad-tokenizer': 'The vocabulary of the model is damaged or does not belong to it.',
  'format/unsupported-tokenizer':
    'The vocabulary of the model is of a kind that Readroom cannot rebuild; add its tokenizer.json.',
} as const;
