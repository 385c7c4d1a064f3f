/** The shipped overlays. The list is the one that the command and the documentation read. */
import type { Overlay } from '../src/index.js'
import { agents } from './agents/index.js'
import { argocd } from './argocd/index.js'
import { cloud } from './cloud/index.js'
import { ephemeral } from './ephemeral.js'
import { expose } from './expose/index.js'
import { hostpath } from './hostpath.js'
import { nfs } from './nfs.js'
import { baseline, openshift, restricted } from './profiles/index.js'
import { serving } from './serving/index.js'

export type { Agents } from './agents/table.js'
export type { Cloud } from './cloud/index.js'
export type { Expose } from './expose/table.js'
export type { Hostpath } from './hostpath.js'
export type { Nfs } from './nfs.js'
export type { Openshift } from './profiles/index.js'
export type { ServingValues as Serving } from './serving/table.js'
export { agents, argocd, baseline, cloud, ephemeral, expose, hostpath, nfs, openshift, restricted, serving }

/** Each shipped overlay, by its name, without values of its own. */
export const overlays: Readonly<Record<string, () => Overlay>> = {
  hostpath: () => hostpath(),
  nfs: () => nfs(),
  cloud: () => cloud(),
  ephemeral,
  expose: () => expose(),
  agents: () => agents(),
  serving: () => serving(),
  argocd,
  baseline,
  restricted,
  openshift: () => openshift(),
}
