import { runTrainCommand } from './train/command.ts';

process.exitCode = await runTrainCommand(process.argv.slice(2));
