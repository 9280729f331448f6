/** Findings written for the journeys; they describe no person and come from no data set. */
export const EFFUSION =
  'There is a moderate right pleural effusion with adjacent atelectasis. The left lung is clear. No pneumothorax.';
export const ONE_MORE_SENTENCE = ' The heart is mildly enlarged.';
export const NORMAL =
  'The heart is normal in size. The lungs are clear. There is no pleural effusion or pneumothorax.';
