export { buildDirectory } from './kustomization/directory.js'
