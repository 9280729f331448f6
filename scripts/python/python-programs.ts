import { posix, win32 } from 'node:path';

/** A Python, with what has to stand before its own arguments. */
export interface PythonProgram {
  readonly file: string;
  readonly args: readonly string[];
}

/** The general names first: they stand for what a person has chosen; the others for what else is installed. */
const ELSEWHERE: readonly PythonProgram[] = [
  'python3',
  'python',
  'python3.13',
  'python3.12',
  'python3.11',
].map((file) => ({ file, args: [] }));
/** `python3` is the Microsoft Store's placeholder on many Windows machines; the launcher finds what is installed. */
const ON_WINDOWS: readonly PythonProgram[] = [
  { file: 'py', args: ['-3'] },
  { file: 'python', args: [] },
];

/** What a Python of the system may be called, the likeliest first. */
export function systemPythons(platform: NodeJS.Platform = process.platform): readonly PythonProgram[] {
  return platform === 'win32' ? ON_WINDOWS : ELSEWHERE;
}

/** The Python of a virtual environment in this folder. */
export function environmentPython(folder: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32'
    ? win32.join(folder, 'Scripts', 'python.exe')
    : posix.join(folder, 'bin', 'python');
}
