import type { JsonObject } from '../../json.js'
import { type Identity, showIdentity } from '../../kube/identity.js'
import type { Pod } from '../pods.js'
import { streamOf } from '../stream.js'
import { baseline } from './baseline.js'
import { type Control, type Level, levels, showViolation, type Violation } from './control.js'
import { restricted } from './restricted.js'

/** The level that the pods of a workload reach, and the controls that stop them from the next one. */
export interface PodSecurity {
  readonly workload: Identity
  readonly level: Level
  /** Of the next level; empty for `restricted`, which is the last. */
  readonly violations: ReadonlyArray<Violation>
}

/**
 * The Pod Security Standards, as Kubernetes 1.36 checks them, for each pod template of a stream, in its order.
 *
 * Laws: never throws; a workload that reaches a level reaches those below it.
 */
export const podSecurityLevels = (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<PodSecurity> =>
  streamOf(manifests).pods.map((pod) => ({ workload: pod.owner, ...reached(pod) }))

/** The same of one pod template. */
export const reached = (pod: Pod): Omit<PodSecurity, 'workload'> => {
  const stopsBaseline = violations(pod, 'baseline')
  if (stopsBaseline.length > 0) return { level: 'privileged', violations: stopsBaseline }
  const stopsRestricted = violations(pod, 'restricted')
  return { level: stopsRestricted.length > 0 ? 'baseline' : 'restricted', violations: stopsRestricted }
}

/** What stops the pods from a level. */
export const violations = (pod: Pod, level: Level): ReadonlyArray<Violation> =>
  CONTROLS[level].flatMap(({ id, check }) => {
    const by = check(pod)
    return by.length > 0 ? [{ control: id, by }] : []
  })

/** Restricted holds the controls of baseline that it does not replace. */
const CONTROLS: Readonly<Record<Level, ReadonlyArray<Control>>> = {
  privileged: [],
  baseline,
  restricted: [
    ...baseline.filter(({ id }) => !restricted.some(({ replaces }) => replaces === id)),
    ...restricted,
  ],
}

/** `Deployment/web: baseline; restricted is stopped by runAsNonRoot (container "web")` */
export const showPodSecurity = ({ workload, level, violations: stopping }: PodSecurity): string => {
  const next = levels[levels.indexOf(level) + 1]
  const stopped = stopping.map(showViolation).join(', ')
  return `${showIdentity(workload)}: ${level}${next === undefined ? '' : `; ${next} is stopped by ${stopped}`}`
}
