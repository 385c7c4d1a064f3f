/** The objects of a stream as tests read them, and streams with one field changed. */
import { parse } from 'yaml'
import { isArray, isObject, type Json, type JsonObject, type Path } from '../../src/json.js'
import type {
  ConfigMap,
  Container,
  Deployment,
  PodSpec,
  PodTemplateSpec,
  StatefulSet,
  Volume,
} from '../../src/kube/types.js'

export type Manifests = ReadonlyArray<JsonObject>

/** Objects of one kind, as their Kubernetes type. */
export const ofKind = <A>(manifests: Manifests, kind: string): ReadonlyArray<A> =>
  manifests.filter((manifest) => manifest.kind === kind) as unknown as ReadonlyArray<A> // as the builders typed them

const COMPONENT = 'app.kubernetes.io/component'

/** The component that an object is part of, by its label. */
export const componentOf = (manifest: JsonObject): string | undefined =>
  (manifest.metadata as { readonly labels?: Readonly<Record<string, string>> } | undefined)?.labels?.[
    COMPONENT
  ] // labels are texts

/** `Deployment/clearml-apiserver`. */
export const idOf = (manifest: JsonObject): string =>
  `${manifest.kind}/${(manifest.metadata as { readonly name?: string } | undefined)?.name}` // every manifest has one

/** What a pod is made of, whoever makes it. */
export interface PodParts {
  /** The component by its label, which for a server's pod is the name of its main container too. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: PodSpec
  readonly main: Container
  readonly init: ReadonlyArray<Container>
  readonly containers: ReadonlyArray<Container>
  readonly volumes: ReadonlyArray<Volume>
}

/** A pod that a workload of the stream makes. */
export interface Pod extends PodParts {
  readonly workload: Deployment | StatefulSet
  readonly selector: Readonly<Record<string, string>>
}

const partsOf = (template: PodTemplateSpec | undefined): ReadonlyArray<PodParts> => {
  const spec = template?.spec
  const main = spec?.containers[0]
  if (spec === undefined || main === undefined) return []
  const labels = template?.metadata?.labels ?? {}
  const init = spec.initContainers ?? []
  return [
    {
      name: labels[COMPONENT] ?? main.name,
      labels,
      annotations: template?.metadata?.annotations ?? {},
      spec,
      main,
      init,
      containers: [...init, ...spec.containers],
      volumes: spec.volumes ?? [],
    },
  ]
}

export const pods = (manifests: Manifests): ReadonlyArray<Pod> =>
  [...ofKind<StatefulSet>(manifests, 'StatefulSet'), ...ofKind<Deployment>(manifests, 'Deployment')].flatMap(
    (workload) =>
      partsOf(workload.spec?.template).map((parts) => ({
        ...parts,
        workload,
        selector: workload.spec?.selector.matchLabels ?? {},
      })),
  )

const TEMPLATE = 'template.yaml'

/** The pods that the glue will make of tasks, one for each queue, by the text that it reads. */
export const taskPods = (manifests: Manifests): ReadonlyArray<PodParts> =>
  ofKind<ConfigMap>(manifests, 'ConfigMap').flatMap(({ data = {} }) => {
    const text = data[TEMPLATE]
    return text === undefined ? [] : partsOf(parse(text) as PodTemplateSpec) // a Pod has the parts of a template
  })

/** The pods of workloads, and those of tasks. */
export const everyPod = (manifests: Manifests): ReadonlyArray<PodParts> => [
  ...pods(manifests),
  ...taskPods(manifests),
]

/** The pod of one component; a test of a pod that is not there fails. */
export const podOf = (manifests: Manifests, name: string): Pod => {
  const pod = pods(manifests).find((one) => one.name === name)
  if (pod === undefined) throw new Error(`no pod of ${name}`)
  return pod
}

/** Environment that is written out, by name. */
export const envOf = (container: Container | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value ?? '']))

/** The last word of the command: the script that a shell runs. */
export const scriptOf = (container: Container): string => container.command?.at(-1) ?? ''

/** The stream with the field at `path` of one object set to `value`, or taken away with `undefined`. */
export const changed = (
  manifests: Manifests,
  id: string,
  path: Path,
  value: Json | undefined,
): ReadonlyArray<JsonObject> => {
  if (!manifests.some((manifest) => idOf(manifest) === id)) throw new Error(`no ${id} to change`)
  return manifests.map(
    (manifest) => (idOf(manifest) === id ? (withField(manifest, path, value) as JsonObject) : manifest), // a map stays a map
  )
}

const withField = (data: Json | undefined, path: Path, value: Json | undefined): Json | undefined => {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (typeof step === 'number') {
    const list: ReadonlyArray<Json> = data !== undefined && isArray(data) ? data : []
    const item = withField(list[step], rest, value)
    return [...list.slice(0, step), ...(item === undefined ? [] : [item]), ...list.slice(step + 1)]
  }
  const map: JsonObject = data !== undefined && isObject(data) ? data : {}
  const { [step]: below, ...others } = map
  const field = withField(below, rest, value)
  return field === undefined ? others : { ...others, [step]: field }
}

/** The stream with one field changed of the pods that the glue of a queue makes; the text may be JSON, which is YAML too. */
export const changedTask = (
  manifests: Manifests,
  queue: string,
  path: Path,
  value: Json | undefined,
): ReadonlyArray<JsonObject> => {
  const id = `ConfigMap/clearml-glue-${queue}`
  const found = manifests.filter((manifest) => idOf(manifest) === id)
  const text = ofKind<ConfigMap>(found, 'ConfigMap')[0]?.data?.[TEMPLATE] ?? ''
  const pod = withField(parse(text) as Json, path, value) // data, as YAML has it
  return changed(manifests, id, ['data', TEMPLATE], JSON.stringify(pod))
}

/** The stream with one variable of a component's main container set, added, or with `undefined` taken away. */
export const withEnv = (
  manifests: Manifests,
  id: string,
  name: string,
  value: string | undefined,
): ReadonlyArray<JsonObject> => {
  const workload = manifests.find((manifest) => idOf(manifest) === id)
  const before = (workload === undefined ? [] : pods([workload])[0]?.main.env) ?? []
  const others = before.filter((one) => one.name !== name) as unknown as ReadonlyArray<JsonObject> // plain data
  return changed(
    manifests,
    id,
    ['spec', 'template', 'spec', 'containers', 0, 'env'],
    [...others, ...(value === undefined ? [] : [{ name, value }])],
  )
}
