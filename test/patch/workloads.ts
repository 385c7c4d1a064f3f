/** Any workloads and patches of them, in which everything that strategic merge knows occurs often. */
import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/json.js'

export interface Freedom {
  /** `null`, and directives in items and maps. */
  readonly isPatch: boolean
  /**
   * What Kustomize and Kubernetes see differently, too: items with one key, without a key, or with a secondary key here
   * and none there, `$patch: replace` in an item, and directives for lists.
   */
  readonly isWild: boolean
}

type Fields = Readonly<Record<string, fc.Arbitrary<Json | undefined>>>

/** A Deployment without a name. */
export const workload = ({ isPatch, isWild }: Freedom): fc.Arbitrary<JsonObject> => {
  const word = fc.constantFrom('x', 'y', '1', 'true')
  const name = fc.constantFrom('a', 'b', 'c')
  const maybe = (value: fc.Arbitrary<Json>): fc.Arbitrary<Json | undefined> =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 6, arbitrary: value },
      { weight: isPatch ? 2 : 0, arbitrary: fc.constant(null) },
    )
  const sometimes = (value: fc.Arbitrary<Json>): fc.Arbitrary<Json | undefined> =>
    isWild ? fc.option(value, { nil: undefined, freq: 4 }) : value
  const map = (fields: Fields): fc.Arbitrary<JsonObject> =>
    fc.record(fields).map((value) => withoutUndefined(value))
  const directive = fc.constantFrom(
    ...(isPatch ? ['delete', 'merge', ...(isWild ? ['replace'] : [])] : [undefined]),
    ...[undefined, undefined, undefined, undefined],
  )
  const item = (fields: Fields): fc.Arbitrary<JsonObject> => map({ ...fields, $patch: directive })
  const list = (value: fc.Arbitrary<JsonObject>, ...keys: ReadonlyArray<string>): fc.Arbitrary<Json> => {
    const items: fc.Arbitrary<ReadonlyArray<Json>> = isWild
      ? fc.array(value, { maxLength: 3 })
      : fc.uniqueArray(value, {
          maxLength: 3,
          selector: (one) => JSON.stringify(keys.map((key) => one[key] ?? null)),
        })
    const ofList = fc.constantFrom(
      ...(isWild && isPatch ? ['replace', 'merge', 'delete'] : []),
      '',
      '',
      '',
      '',
    )
    return fc
      .tuple(items, ofList)
      .map(([all, $patch]) =>
        $patch === '' ? all : $patch === 'delete' ? [{ $patch }] : [...all, { $patch }],
      )
  }
  const env = list(
    item({
      name: sometimes(fc.constantFrom('A', 'B', 'C')),
      value: maybe(word),
      valueFrom: maybe(map({ fieldRef: maybe(map({ fieldPath: word })) })),
    }),
    'name',
  )
  const protocol = fc.constantFrom('TCP', 'UDP')
  const ports = list(
    item({
      containerPort: sometimes(fc.constantFrom(80, 81)),
      protocol: sometimes(protocol),
      name: maybe(word),
    }),
    'containerPort',
    'protocol',
  )
  const container = item({
    name: sometimes(name),
    image: maybe(word),
    env: maybe(env),
    ports: maybe(ports),
    volumeMounts: maybe(
      list(
        item({ mountPath: fc.constantFrom('/a', '/b'), name: word, readOnly: maybe(fc.boolean()) }),
        'mountPath',
      ),
    ),
    args: maybe(fc.array(word, { maxLength: 2 })),
    resources: maybe(map({ limits: maybe(map({ cpu: maybe(fc.constantFrom(1, 2)), memory: maybe(word) })) })),
  })
  const pod = map({
    containers: maybe(list(container, 'name')),
    initContainers: maybe(list(container, 'name')),
    volumes: maybe(
      list(item({ name, emptyDir: maybe(fc.constant({})), hostPath: maybe(map({ path: word })) }), 'name'),
    ),
    tolerations: maybe(fc.array(map({ key: word, operator: maybe(word) }), { maxLength: 2 })),
    nodeSelector: maybe(item({ a: maybe(word), b: maybe(word) })),
    hostAliases: maybe(list(map({ ip: word, hostnames: maybe(fc.array(word)) }), 'ip')),
    topologySpreadConstraints: maybe(
      list(
        item({
          topologyKey: word,
          whenUnsatisfiable: sometimes(word),
          maxSkew: maybe(fc.constantFrom(1, 2)),
        }),
        'topologyKey',
        'whenUnsatisfiable',
      ),
    ),
    imagePullSecrets: maybe(list(item({ name }), 'name')),
  })
  return map({
    apiVersion: fc.constant('apps/v1'),
    kind: fc.constant('Deployment'),
    metadata: map({
      finalizers: maybe(isWild ? fc.array(word, { maxLength: 3 }) : fc.uniqueArray(word)),
      labels: maybe(map({ a: maybe(word), b: maybe(word) })),
      annotations: maybe(map({ a: maybe(word) })),
    }),
    spec: maybe(
      map({
        replicas: maybe(fc.constantFrom(1, 2)),
        template: maybe(map({ spec: maybe(pod) })),
        strategy: maybe(
          map({ type: word, rollingUpdate: maybe(map({ maxSurge: maybe(fc.constantFrom(1, '25%')) })) }),
        ),
      }),
    ),
  })
}

/** The same object under a name. */
export const named = (value: JsonObject, name: string): JsonObject => ({
  ...value,
  metadata: { ...(value.metadata as JsonObject), name }, // a map, see above
})

const withoutUndefined = (value: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, one]])))
