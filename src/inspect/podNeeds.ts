/** What one pod asks for. */
import { get, type JsonObject } from '../json.js'
import { object, text } from '../lint/field.js'
import type { Container, Pod } from '../lint/pods.js'
import { type Amounts, amountOf, larger, sum } from './amount.js'

export interface PodNeeds {
  readonly requests: Amounts
  /** Of the containers that have one. */
  readonly limits: Amounts
  /** Of cpu and memory: what some container may take without limit. */
  readonly unlimited: ReadonlyArray<string>
}

/**
 * By the rule of the scheduler: what all containers that stay ask for together, or the most that is asked for while an
 * init container runs, beside the sidecars started before it; then the pod's own `resources` instead, and its `overhead`
 * on top. A limit is the request where none is given.
 * Source: "Init Containers: Resource sharing within containers", "Sidecar Containers" and "Assign Pod-level CPU and memory
 * resources" of the Kubernetes documentation.
 */
export const podNeeds = (pod: Pod): PodNeeds => {
  const own = object(pod.spec, 'resources') ?? {}
  const overhead = amountsIn(object(pod.spec, 'overhead') ?? {})
  const effective = (of: (resources: JsonObject) => Amounts): Amounts => {
    const needs = effectiveOf(pod, (container) => of(object(container.manifest, 'resources') ?? {}))
    return sum([new Map([...needs, ...of(own)]), needs.size + of(own).size > 0 ? overhead : new Map()])
  }
  const limitless = ['cpu', 'memory'].filter(
    (name) =>
      !limitsOf(own).has(name) &&
      pod.containers.some(
        ({ manifest, stays }) => stays && !limitsOf(object(manifest, 'resources') ?? {}).has(name),
      ),
  )
  return { requests: effective(requestsOf), limits: effective(limitsOf), unlimited: limitless }
}

const effectiveOf = ({ containers }: Pod, of: (container: Container) => Amounts): Amounts => {
  let sidecars: ReadonlyArray<Amounts> = []
  const starts: Amounts[] = []
  const staying: Amounts[] = []
  for (const container of containers) {
    const needs = of(container)
    if (container.stays) {
      staying.push(needs)
      if (isSidecar(container)) sidecars = [...sidecars, needs]
    } else starts.push(sum([...sidecars, needs]))
  }
  return larger([sum(staying), ...starts])
}

const isSidecar = ({ manifest }: Container): boolean => text(manifest, 'restartPolicy') === 'Always'

const limitsOf = (resources: JsonObject): Amounts => amountsIn(object(resources, 'limits') ?? {})

const requestsOf = (resources: JsonObject): Amounts =>
  new Map([...limitsOf(resources), ...amountsIn(object(resources, 'requests') ?? {})])

const amountsIn = (quantities: JsonObject): Amounts =>
  new Map(
    Object.keys(quantities).flatMap((name) => {
      const amount = amountOf(get(quantities, name))
      return amount === undefined ? [] : [[name, amount] as const]
    }),
  )
