/** Whether an argument that may be a service or a file is meant as a file. */

/** A name with a slash or the ending of a property list is a path, any other one a service. */
export function isPath(name: string): boolean {
  return name.includes('/') || name === '.' || name === '..' || /\.plist$/i.test(name);
}
