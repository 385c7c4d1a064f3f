/** Slot `profile`: how hardened the pods are, in the words of the Pod Security Standards, and of OpenShift. */
import {
  type InputOf,
  type Overlay,
  overlay,
  ownValues,
  type Problem,
  schema,
  type ValueOf,
  type Values,
} from '../../src/index.js'
import { labelled } from './namespace.js'
import { openshiftNotes, openshiftWarnings } from './notes.js'
import { openshiftBeside, openshiftValues, restrictedBeside, restrictedValues } from './values.js'

/** What no profile takes: a container that is root on the node. */
const problems = (profile: string, values: Values): ReadonlyArray<Problem> => [
  ...(values.elasticsearch.vmMaxMapCount === 'privilegedInit'
    ? [
        {
          path: ['elasticsearch', 'vmMaxMapCount'],
          expected: `disableMmap, or host where the nodes are prepared: the profile ${profile} forbids privileged containers`,
        },
      ]
    : []),
  ...(dockerMode(values)
    ? [
        {
          path: ['agents', 'static', 'docker', 'enabled'],
          expected: `false: the profile ${profile} forbids directories of the node, and its Docker`,
        },
      ]
    : []),
]

interface DockerMode {
  readonly agents?: {
    readonly static: { readonly count: number; readonly docker: { readonly enabled: boolean } }
  }
}

const dockerMode = (values: Values): boolean => {
  const { agents } = values as DockerMode // there while the overlay agents is selected, decoded by its table
  return agents !== undefined && agents.static.count > 0 && agents.static.docker.enabled
}

export const baseline = (): Overlay =>
  overlay({
    name: 'baseline',
    slot: 'profile',
    doc: 'Pod Security level baseline: what pods are by default, enforced by the namespace.',
    edits: { config: { profile: 'baseline' }, ...labelled('baseline') },
    check: (all) => problems('baseline', all),
  })

export const restricted = (): Overlay =>
  overlay({
    name: 'restricted',
    slot: 'profile',
    doc: 'Pod Security level restricted: no pod of the server runs as root, or writes into its image where it need not.',
    values: restrictedValues,
    beside: restrictedBeside,
    edits: { config: { profile: 'restricted' }, ...labelled('restricted') },
    check: (all) => problems('restricted', all),
  })

const table = schema.group('OpenShift.', {
  supplementalGroups: schema.integerList(
    'Groups that own the data, where a uid cannot: directories of NFS belong to the first one.',
    [5555],
    1,
  ),
})
const own = ownValues('openshift', table)

export type Openshift = ValueOf<typeof table>

export const openshift = (values: InputOf<Openshift> = {}): Overlay =>
  overlay({
    name: 'openshift',
    slot: 'profile',
    doc: 'OpenShift: pods that its SCC restricted-v2 takes, under whatever uid it gives them.',
    schema: table,
    values: { openshift: values, ...openshiftValues },
    beside: openshiftBeside,
    edits: {
      config: { profile: 'openshift', supplementalGroups: ({ $ }) => own($.values).supplementalGroups },
      ...labelled('restricted'),
    },
    check: (all) => problems('openshift', all),
    warnings: openshiftWarnings,
    notes: openshiftNotes,
  })
