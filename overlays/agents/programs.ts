/** The programs that agents and glue bring along, in one ConfigMap; each pod mounts those that it runs. */
import { type Installation, type kube, parts, type Values } from '../../src/index.js'
import { agentProgram } from './agentProgram.js'
import { kubectl } from './glue/kubectl.js'
import { launcher } from './glue/launcher.js'
import { isPublished } from './glue/name.js'
import { metadata } from './metadata.js'
import { lockFile } from './requirements.js'
import { own } from './table.js'

/** What a pod runs: an agent, or the glue of a queue. */
export type Runs = 'agent' | 'glue'

const NAME = 'clearml-agents'
/** Where they are mounted. */
export const PROGRAMS: string = '/opt/clearml-manifests'
/** The file with the program of an agent's pod. */
export const AGENT_PROGRAM: string = 'agent.py'

/** The files that a pod gets, by name. The published image of the glue has all that it runs. */
export const programsOf = (values: Values, of: Runs): Readonly<Record<string, string>> => {
  if (of === 'glue' && isPublished(values)) return {}
  return {
    ...(of === 'glue' ? { kubectl, 'launcher.py': launcher } : { [AGENT_PROGRAM]: agentProgram }),
    ...(own(values).ownImage === null ? { 'requirements.txt': lockFile(own(values)) } : {}),
  }
}

/** Whether the installation has such pods. */
const has = (values: Values, of: Runs): boolean => {
  const { static: agents, services, glue } = own(values)
  return of === 'glue' ? glue.length > 0 : agents.count > 0 || services.enabled
}

/** The ConfigMap with what some pod of the installation runs; `null` where none needs anything. */
export const programs = ($: Installation): kube.ConfigMap | null => {
  const data = Object.assign(
    {},
    ...(['agent', 'glue'] as const).map((of) => (has($.values, of) ? programsOf($.values, of) : {})),
  )
  return Object.keys(data).length === 0
    ? null
    : { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata($.values, NAME, 'agents'), data }
}

/** What mounts the files, each of them executable; a change of them replaces the pod. */
export interface ProgramParts {
  readonly volumes: ReadonlyArray<kube.Volume>
  readonly volumeMounts: ReadonlyArray<kube.VolumeMount>
  readonly annotations: Readonly<Record<string, string>>
}

export const mountedPrograms = (values: Values, of: Runs): ProgramParts => {
  const data = programsOf(values, of)
  const items = Object.keys(data).map((key) => ({ key, path: key }))
  if (items.length === 0) return { volumes: [], volumeMounts: [], annotations: {} }
  return {
    volumes: [{ name: 'programs', configMap: { name: NAME, defaultMode: 0o555, items } }],
    volumeMounts: [{ name: 'programs', mountPath: PROGRAMS, readOnly: true }],
    annotations: checksumAs('programs', data),
  }
}

/** A checksum under a name of its own: one pod reads several groups of files. */
export const checksumAs = (
  name: string,
  files: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.values(parts.checksum(files)).map((text) => [`checksum/${name}`, text]))
