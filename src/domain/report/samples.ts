/** A made-up study to try Readroom with. */
export interface SampleFindings {
  readonly title: string;
  readonly findings: string;
}

/** Written for Readroom; they describe no person and come from no data set. */
export const SAMPLE_FINDINGS: readonly SampleFindings[] = [
  {
    title: 'Chest, normal',
    findings:
      'Heart size and mediastinal contours are normal. The lungs are clear, without consolidation, edema, or mass. No pleural effusion or pneumothorax. The visualized bones are intact.',
  },
  {
    title: 'Chest, right lower lobe pneumonia',
    findings:
      'New patchy airspace opacity in the right lower lobe with air bronchograms. Small right pleural effusion with blunting of the costophrenic angle. The left lung is clear. Heart size is at the upper limit of normal. No pneumothorax.',
  },
  {
    title: 'Chest, heart failure with lines',
    findings:
      'Right internal jugular catheter ends in the lower superior vena cava. Median sternotomy wires are intact. The heart is enlarged. There is cephalization of the pulmonary vessels with interstitial thickening and small bilateral pleural effusions, larger on the right. No focal consolidation. No pneumothorax.',
  },
  {
    title: 'Chest, emphysema with a nodule',
    findings:
      'The lungs are hyperexpanded with flattened diaphragms. A rounded 12 mm nodule projects over the left upper lobe and was not present on the earlier study. Calcified granuloma in the right upper lobe, unchanged. No pleural effusion. Heart size is normal. Degenerative changes of the thoracic spine.',
  },
  {
    title: 'Chest, trauma',
    findings:
      'Mildly displaced fractures of the left sixth and seventh ribs laterally. A small left apical pneumothorax measures about 1 cm without mediastinal shift. Minimal atelectasis at the left base. The right lung is clear. The mediastinum is not widened.',
  },
];

/** What a prompt is shown with: a study with a finding. */
export const PREVIEW_FINDINGS = SAMPLE_FINDINGS[1]?.findings ?? '';
