import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';
import { prepareEnvironment } from '../python.ts';

/** Creates a Python environment with the pinned PySpark, if it does not exist, and returns the path of its Python. */
export function preparePython(onProgress: (line: string) => void): Promise<string> {
  const environment = {
    name: 'bench',
    requirements: join(root, 'scripts', 'checks', 'bench', 'requirements.txt'),
    message: 'Setting up PySpark in a separate Python environment (PyPI; 500 MB, takes a minute) …',
    versions: { oldest: 9, newest: 12 },
  };
  return prepareEnvironment(environment, onProgress);
}
