/** The part that touches files and the process. */
export { loadDeployment } from './deployment.js'
export type { Io } from './run.js'
export { run } from './run.js'
