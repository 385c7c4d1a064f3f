/**
 * Where a patch means something else here than in Kustomize, on purpose: the documentation's table, held against the real
 * one by test/parity/patches.test.ts.
 */
import type { Json } from '../../src/json.js'

export interface PatchText {
  /** YAML, as in a kustomization.yaml. */
  readonly patch: string
  readonly target?: Json
  readonly options?: Json
  readonly allow?: Json
}

export interface Difference {
  readonly what: string
  readonly why: string
  /** YAML. */
  readonly resources: string
  readonly patches: ReadonlyArray<PatchText>
  /** YAML; absent where the patch is refused. */
  readonly ours?: string
}

const pod = (spec: string, name = 'a'): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: ${spec}}`
const containers = (fields: string): string => pod(`{containers: [{name: a, ${fields}}]}`)
const target = { kind: 'Pod' }

export const differences: ReadonlyArray<Difference> = [
  {
    what: 'stricter: a target that matches nothing is refused',
    why: 'A misspelt target is a patch that is never applied.',
    resources: pod('{}'),
    patches: [{ patch: pod('{hostNetwork: true}'), target: { kind: 'Deployment' } }],
  },
  {
    what: 'stricter: a patch that changes nothing is refused',
    why: 'It is a mistake, or has become superfluous.',
    resources: pod('{hostNetwork: true}'),
    patches: [{ patch: pod('{hostNetwork: true}') }],
  },
  {
    what: 'stricter: $patch: delete of what is not there is refused',
    why: 'What was to go may still be there under another name.',
    resources: containers('image: x'),
    patches: [{ patch: pod('{hostNetwork: true, containers: [{name: b, $patch: delete}]}') }],
  },
  {
    what: 'stricter: replace of a key that is not there is refused',
    why: 'RFC 6902 asks for it; Kustomize adds the key.',
    resources: pod('{}'),
    patches: [{ patch: '- {op: replace, path: /spec/hostNetwok, value: true}', target }],
  },
  {
    what: 'stricter: copy of a key that is not there is refused',
    why: 'RFC 6902 asks for it; Kustomize copies null.',
    resources: pod('{}'),
    patches: [{ patch: '- {op: copy, from: /spec/a, path: /spec/b}', target }],
  },
  {
    what: 'stricter: an operation without a value is refused',
    why: 'RFC 6902 asks for it; Kustomize takes null.',
    resources: pod('{}'),
    patches: [{ patch: '- {op: add, path: /spec/hostNetwork}', target }],
  },
  {
    what: 'stricter: negative indices and leading zeros are refused',
    why: 'RFC 6901 has none, and other tools read them otherwise.',
    resources: containers('args: [x, y]'),
    patches: [
      { patch: '- {op: replace, path: /spec/containers/0/args/-1, value: z}', target },
      { patch: '- {op: replace, path: /spec/containers/00/args/0, value: z}', target },
    ],
  },
  {
    what: 'stricter: a test of a key that is not there fails, also for null',
    why: 'Null is a value, and the key is not there.',
    resources: pod('{}'),
    patches: [
      { patch: '- {op: test, path: /spec/a, value: null}\n- {op: add, path: /spec/b, value: 1}', target },
    ],
  },
  {
    what: 'stricter: a pointer that does not start with / is refused',
    why: 'RFC 6901 asks for it; Kustomize leaves the first key out.',
    resources: pod('{}'),
    patches: [{ patch: '- {op: add, path: x/spec/hostNetwork, value: true}', target }],
  },
  {
    what: 'stricter: an unknown option is refused',
    why: 'A misspelt option is an option that is not there.',
    resources: pod('{}'),
    patches: [{ patch: pod('{hostNetwork: true}'), options: { allowNameChanges: true } }],
  },
  {
    what: 'stricter: two items of a patch that mean the same one are refused',
    why: 'Kustomize takes one of them.',
    resources: containers('image: x'),
    patches: [{ patch: pod('{containers: [{name: a, image: "y"}, {name: a, image: z}]}') }],
  },
  {
    what: 'stricter: an item of a patch without its merge key is refused',
    why: 'Kustomize merges it with any item.',
    resources: containers('image: x'),
    patches: [{ patch: pod('{containers: [{image: "y"}]}') }],
  },
  {
    what: 'stricter: an item that names one of several with the same key is refused',
    why: 'Kustomize makes one of them all.',
    resources: containers('env: [{name: A, value: x}, {name: A, value: z}]'),
    patches: [{ patch: containers('env: [{name: A, value: q}]') }],
  },
  {
    what: 'stricter: $patch in an item of a list that is replaced is refused',
    why: 'Kustomize leaves it in the object.',
    resources: pod('{tolerations: [{key: a}]}'),
    patches: [{ patch: pod('{tolerations: [{key: a, $patch: delete}]}') }],
  },
  {
    what: 'right: items with one key stay where the patch does not name them',
    why: 'Kustomize keeps the last of them, whatever the patch is about.',
    resources: containers('env: [{name: A, value: x}, {name: A, value: z}]'),
    patches: [{ patch: pod('{hostNetwork: true}') }],
    ours: pod(
      '{hostNetwork: true, containers: [{name: a, env: [{name: A, value: x}, {name: A, value: z}]}]}',
    ),
  },
  {
    what: 'right: a port of the patch without a protocol is merged',
    why: 'Kustomize drops it where the object says the protocol.',
    resources: containers('ports: [{containerPort: 80, protocol: TCP}]'),
    patches: [{ patch: containers('ports: [{containerPort: 80, name: http}]') }],
    ours: containers('ports: [{containerPort: 80, protocol: TCP, name: http}]'),
  },
  {
    what: 'right: a port of the object without a protocol is TCP',
    why: 'Kustomize drops the port of the patch.',
    resources: containers('ports: [{containerPort: 80}]'),
    patches: [{ patch: containers('ports: [{containerPort: 80, protocol: TCP, name: http}]') }],
    ours: containers('ports: [{containerPort: 80, protocol: TCP, name: http}]'),
  },
  {
    what: 'right: $patch: replace in an item of a list replaces it',
    why: 'Kustomize does nothing.',
    resources: containers('image: x, command: [run]'),
    patches: [{ patch: containers('image: "y", $patch: replace') }],
    ours: containers('image: "y"'),
  },
  {
    what: 'right: $patch: replace of the whole object replaces it',
    why: 'Kustomize does nothing.',
    resources: containers('image: x'),
    patches: [
      {
        patch: '{$patch: replace, apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostNetwork: true}}',
      },
    ],
    ours: pod('{hostNetwork: true}'),
  },
  {
    what: 'right: - $patch: replace in a list that was not there keeps the list',
    why: 'Kustomize keeps only the directive.',
    resources: pod('{hostNetwork: true}'),
    patches: [{ patch: pod('{containers: [{name: a}, {$patch: replace}]}') }],
    ours: pod('{hostNetwork: true, containers: [{name: a}]}'),
  },
  {
    what: 'right: $retainKeys removes the other keys',
    why: 'Kustomize makes a field of it.',
    resources: pod('{volumes: [{name: v, emptyDir: {}}]}'),
    patches: [{ patch: pod('{volumes: [{name: v, $retainKeys: [name, hostPath], hostPath: {path: /x}}]}') }],
    ours: pod('{volumes: [{name: v, hostPath: {path: /x}}]}'),
  },
  {
    what: 'right: $setElementOrder orders the list',
    why: 'Kustomize makes a field of it.',
    resources: pod('{containers: [{name: a}, {name: b}]}'),
    patches: [{ patch: pod('{$setElementOrder/containers: [{name: b}, {name: a}]}') }],
    ours: pod('{containers: [{name: b}, {name: a}]}'),
  },
  {
    what: 'right: $deleteFromPrimitiveList removes values',
    why: 'Kustomize makes a field of it.',
    resources: '{apiVersion: v1, kind: Pod, metadata: {name: a, finalizers: [x, z]}}',
    patches: [
      { patch: '{apiVersion: v1, kind: Pod, metadata: {name: a, $deleteFromPrimitiveList/finalizers: [x]}}' },
    ],
    ours: '{apiVersion: v1, kind: Pod, metadata: {name: a, finalizers: [z]}}',
  },
  {
    what: 'right: lists that are younger than Kubernetes 1.21 are merged by their keys',
    why: 'Kustomize carries the schema of 1.21, and replaces them.',
    resources: pod('{schedulingGates: [{name: x}], resourceClaims: [{name: r}]}'),
    patches: [{ patch: pod('{schedulingGates: [{name: z}], resourceClaims: [{name: s}]}') }],
    ours: pod('{schedulingGates: [{name: z}, {name: x}], resourceClaims: [{name: s}, {name: r}]}'),
  },
  {
    what: 'right: several lists of operations in one patch are all carried out',
    why: 'Kustomize reads only the first document.',
    resources: pod('{}'),
    patches: [
      {
        patch: '- {op: add, path: /spec/a, value: 1}\n---\n- {op: add, path: /spec/b, value: 2}\n',
        target,
      },
    ],
    ours: pod('{a: 1, b: 2}'),
  },
]
