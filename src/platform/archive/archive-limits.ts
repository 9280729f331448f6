/** A model of ours has at most 10,000 files and its libraries; more entries only serve to exhaust memory (CWE-770). */
export const MAX_ENTRIES = 20_000;
/** A name takes at most one folder and a plain file name. */
export const MAX_NAME_BYTES = 512;
/** The list of 20,000 entries with names of that length takes 11 MB; it is read in one piece. */
export const MAX_DIRECTORY_BYTES: number = 16 * 1024 * 1024;
/** Weights hardly shrink and JSON some 20 times; beyond this an archive is a bomb (CWE-409). */
export const MAX_RATIO = 200;
/** Small files may shrink more than the ratio, harmlessly. */
export const RATIO_FREE_BYTES: number = 1024 * 1024;
/** A compressed file is unpacked in memory at once; the largest is Llama 3 8B's vocabulary in 8 bits, 525 MB. */
export const MAX_INFLATED_BYTES: number = 576 * 1024 * 1024;
