import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the folder that holds `package.json`. */
export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/**
 * Absolute path of something in the project.
 *
 * @param {...string} parts
 * @returns {string}
 */
export function inProject(...parts) {
  return join(projectFolder, ...parts)
}
