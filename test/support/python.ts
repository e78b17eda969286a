/** python3 itself: under its name may stand a script that looks for the one to run, which takes longer than python does. */
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });

/** `python3` where there is none. */
export const PYTHON = stdout?.trim() || 'python3';
