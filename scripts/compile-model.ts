import { runCompileCommand } from './compile-model/command.ts';

process.exitCode = await runCompileCommand(process.argv.slice(2));
