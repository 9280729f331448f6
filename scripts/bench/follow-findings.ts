/** Written for this bench; they describe nobody. */
const SENTENCES = [
  'The heart is mildly enlarged.',
  'There is a small left pleural effusion with adjacent basal atelectasis.',
  'The mediastinal contours are within normal limits.',
  'A right-sided venous catheter ends in the superior vena cava.',
  'There is a patchy opacity in the right lower lobe, new since the last study.',
  'The upper lobes are clear.',
  'There are degenerative changes of the thoracic spine.',
  'The hila are prominent, unchanged.',
  'Surgical clips project over the right upper abdomen.',
  'There is mild blunting of the right costophrenic angle.',
  'The trachea is in the midline.',
  'An old fracture of the left sixth rib has healed.',
];

const ONE_MORE = 'No pneumothorax is seen.';

export interface FollowFindings {
  /** About as many tokens as asked for. */
  readonly base: string;
  /** One sentence more at the end. */
  readonly appended: string;
  /** That, less a sentence from the middle. */
  readonly deleted: string;
}

/** Findings of so many tokens for this model's tokenizer. `count`: the prompt's tokens for some findings. */
export async function findingsOf(
  tokens: number,
  count: (findings: string) => Promise<number>,
): Promise<FollowFindings> {
  const empty = await count('-');
  const sentences: string[] = [];
  for (const sentence of SENTENCES) {
    sentences.push(sentence);
    if ((await count(sentences.join(' '))) - empty >= tokens) break;
  }
  const middle = Math.floor(sentences.length / 2);
  const rest = sentences.filter((_, index) => index !== middle);
  return {
    base: sentences.join(' '),
    appended: [...sentences, ONE_MORE].join(' '),
    deleted: [...rest, ONE_MORE].join(' '),
  };
}
