import { expect, test } from 'vitest';
import { isAbnormal } from './baselines.ts';

test.each([
  'No acute cardiopulmonary abnormality.',
  '1. No evidence of active disease.',
  '1 Normal chest.',
  'Negative for disease.',
  'Clear lungs.',
  'Unremarkable examination.',
  'Stable mild cardiomegaly.',
  'Old rib fracture. No acute findings.',
  'Emphysema, no active process',
])('"%s" counts as normal', (impression) => {
  expect(isAbnormal(impression)).toBe(false);
});

test.each([
  'Right lower lobe pneumonia.',
  '2. Small effusion.',
  'Clearing of the left base.',
  'No evidence of pneumothorax; large effusion.',
  'Abnormal chest.',
  '',
])('"%s" counts as abnormal', (impression) => {
  expect(isAbnormal(impression)).toBe(true);
});
