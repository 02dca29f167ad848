import { CloudError } from './cloud-error.ts';

/**
 * Loads an optional peer dependency.
 *
 * @throws CloudError when the package is not installed.
 */
export async function loadPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes(`'${name}'`)) throw error;
    throw new CloudError(
      `The package ${name} is required for this platform and is not installed. Run "npm install ${name}".`,
      { cause: error },
    );
  }
}
