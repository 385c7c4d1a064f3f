/**
 * What may change of a Job. Source: `ValidateJobSpecUpdate` in pkg/apis/batch/validation/validation.go of Kubernetes 1.36,
 * and `SetDefaults_Job` in pkg/apis/batch/v1/defaults.go.
 */
import { at, get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import type { Pair } from './comparison.js'
import { difference } from './difference.js'
import type { PreviousFault } from './finding.js'
import { type Check, changed, every, immutable } from './immutable.js'
import { templateStandard } from './standards.js'

export const job: Check = every(
  (pair) => completions(pair),
  immutable({ path: ['spec', 'selector'] }),
  (pair) => template(pair),
  immutable({ path: ['spec', 'completionMode'], standard: 'NonIndexed' }),
  immutable({ path: ['spec', 'podFailurePolicy'], standards: templateStandard }),
  immutable({ path: ['spec', 'backoffLimitPerIndex'] }),
  immutable({ path: ['spec', 'managedBy'] }),
  immutable({ path: ['spec', 'successPolicy'] }),
)

const COMPLETIONS: Path = ['spec', 'completions']
const PARALLELISM: Path = ['spec', 'parallelism']

/**
 * Without both, both are 1; without one, only `parallelism` is. What the server has filled in stays when the other comes or
 * goes. An Indexed Job may change both together.
 */
const completions = (pair: Pair): ReadonlyArray<PreviousFault> => {
  const [a, b] = [pair.before.manifest, pair.after.manifest]
  const said = [at(a, COMPLETIONS), at(a, PARALLELISM), at(b, COMPLETIONS), at(b, PARALLELISM)]
  const [wasSaid, parallelWas, wouldSaid, parallelWould] = said
  const was = wasSaid ?? (parallelWas === undefined ? 1 : undefined)
  const parallel = parallelWould ?? (parallelWas === undefined ? 1 : undefined)
  const would =
    wouldSaid ?? (wasSaid === undefined ? was : undefined) ?? (parallel === undefined ? 1 : undefined)
  if (was === would) return []
  const indexed = at(b, ['spec', 'completionMode']) === 'Indexed'
  return indexed && would === (parallel ?? 1) ? [] : [changed(pair, COMPLETIONS, was, would)]
}

const TEMPLATE: Path = ['spec', 'template']

/** Of a Job that has never started, where it may run can change, and its resources. */
const template = (pair: Pair): ReadonlyArray<PreviousFault> => {
  const suspended = at(pair.before.manifest, ['spec', 'suspend']) === true
  const [was, would] = [at(pair.before.manifest, TEMPLATE), at(pair.after.manifest, TEMPLATE)]
  const [a, b] = suspended ? [fixed(was), fixed(would)] : [was, would]
  const found = difference(a, b, templateStandard, TEMPLATE)
  if (found === undefined) return []
  const inside = found.slice(TEMPLATE.length)
  return [changed(pair, found, at(was ?? null, inside), at(would ?? null, inside))]
}

/** A template without what may change while its Job is suspended. */
const fixed = (value: Json | undefined): Json | undefined => {
  const spec = isObject(value) ? get(value, 'spec') : undefined
  if (!isObject(value) || !isObject(spec)) return value
  const { nodeSelector: _1, tolerations: _2, schedulingGates: _3, affinity, ...rest } = spec
  const { nodeAffinity: _4, ...others } = isObject(affinity) ? affinity : {}
  return {
    spec: {
      ...rest,
      ...(Object.keys(others).length === 0 ? {} : { affinity: others }),
      ...withoutResources(spec, 'containers'),
      ...withoutResources(spec, 'initContainers'),
    },
  }
}

const withoutResources = (spec: JsonObject, key: string): JsonObject => {
  const containers = get(spec, key)
  if (!isArray(containers)) return {}
  return {
    [key]: containers.map((container) => {
      if (!isObject(container)) return container
      const { resources: _, ...rest } = container
      return rest
    }),
  }
}
