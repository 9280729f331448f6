import { run, runPythonTests } from './python/tests.ts';
import { TRAINING_FOLDER, trainingPython } from './train/training-python.ts';

process.exitCode = await runPythonTests(
  {
    folder: TRAINING_FOLDER,
    report: 'training.xml',
    prepare: () => trainingPython({ tests: true }),
  },
  (python) => run(python, ['-m', 'ruff', 'check', '.'], TRAINING_FOLDER),
);
