import { runManifest, USAGE } from './manifest/run-manifest.ts';

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) console.log(USAGE);
else process.exitCode = await runManifest(args, console);
