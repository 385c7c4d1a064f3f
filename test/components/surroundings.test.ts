import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { agents } from '../../overlays/index.js'
import { build, type JsonObject, showError } from '../../src/index.js'
import type { NetworkPolicy, ServiceAccount } from '../../src/kube/types.js'
import type { ValuesInput } from '../../src/values/table.js'
import { everyPod, ofKind, type PodParts } from '../support/objects.js'
import { built, cases, workers } from '../support/streams.js'

const domain = 'clearml.example.com'
const podsWith = (values: ValuesInput): ReadonlyArray<PodParts> =>
  everyPod(built({ overlays: workers, values: { domain, ...values } }).manifests)

const stores = ['elasticsearch', 'mongodb', 'redis']
const containersOf = ({ init, main }: PodParts) => [...init, main]
const value = (name: string, container: PodParts['main']) =>
  container.env?.find((one) => one.name === name)?.value

t.test(
  'certificates are in every container that speaks to the outside, init containers and tasks too',
  async (t) => {
    const all = podsWith({ trust: { caBundle: { configMap: 'corporate-ca', key: 'bundle.pem' } } })
    t.ok(
      all.some(({ name }) => name.includes('task')),
      'pods of tasks are among them',
    )
    for (const pod of all) {
      const isStore = stores.includes(pod.name)
      const volume = pod.spec.volumes?.find(({ name }) => name === 'ca-bundle')
      t.strictSame(
        volume,
        isStore
          ? undefined
          : {
              name: 'ca-bundle',
              configMap: { name: 'corporate-ca', items: [{ key: 'bundle.pem', path: 'ca.crt' }] },
            },
        pod.name,
      )
      for (const container of containersOf(pod)) {
        const path = isStore ? undefined : '/etc/clearml-ca/ca.crt'
        const of = `${pod.name}/${container.name}`
        for (const name of ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT']) {
          t.equal(value(name, container), path, `${of} ${name}`)
        }
        const mount = container.volumeMounts?.find(({ name }) => name === 'ca-bundle')
        t.equal(mount?.mountPath, isStore ? undefined : '/etc/clearml-ca', of)
      }
    }
  },
)

t.test('they can come from a Secret', async (t) => {
  const [pod] = podsWith({ trust: { caBundle: { secret: 'corporate-ca' } } }).filter(
    ({ name }) => name === 'apiserver',
  )
  t.match(
    pod?.spec.volumes?.find(({ name }) => name === 'ca-bundle'),
    { secret: { secretName: 'corporate-ca' } },
  )
})

t.test('a proxy is told in both spellings, and the installation itself is reached without it', async (t) => {
  const all = podsWith({ proxy: { https: 'http://proxy.corp.example:3128', no: ['.corp.example'] } })
  for (const pod of all.filter(({ name }) => !stores.includes(name))) {
    for (const container of containersOf(pod)) {
      t.equal(value('https_proxy', container), 'http://proxy.corp.example:3128', pod.name)
      t.equal(value('HTTPS_PROXY', container), 'http://proxy.corp.example:3128')
      t.equal(value('http_proxy', container), undefined, 'that of http is not given')
      t.equal(value('NO_PROXY', container), value('no_proxy', container))
      const direct = (value('no_proxy', container) ?? '').split(',')
      const hosts = (container.env ?? []).flatMap(({ name, value: text = '' }) =>
        /proxy/i.test(name)
          ? []
          : [...text.matchAll(/https?:\/\/(clearml-[a-z-]+)/g)].map(([, host]) => host ?? ''),
      )
      for (const host of hosts) t.ok(direct.includes(host), `${pod.name} reaches ${host} directly`)
      for (const host of [
        'localhost',
        '.svc',
        '$(KUBERNETES_SERVICE_HOST)',
        '.corp.example',
        'clearml-serving-triton',
      ])
        t.ok(direct.includes(host), host)
    }
  }
  t.ok(
    all
      .filter(({ name }) => stores.includes(name))
      .every(({ main }) => value('no_proxy', main) === undefined),
  )
})

t.test('where connections are closed, the way to the proxy is open for all who are told of it', async (t) => {
  const { manifests } = built({
    overlays: workers,
    values: {
      domain,
      networkPolicies: { enabled: true },
      proxy: { https: 'http://proxy.corp.example:3128' },
    },
  })
  // Agents and tasks may go anywhere unless their values say otherwise: by a rule that names nothing.
  const opens = ofKind<NetworkPolicy>(manifests, 'NetworkPolicy').flatMap(({ metadata, spec }) =>
    spec?.egress?.some(
      ({ ports, to }) =>
        (ports === undefined && to === undefined) || ports?.some(({ port }) => port === 3128),
    )
      ? [metadata?.name ?? '']
      : [],
  )
  const told = everyPod(manifests).filter(({ main }) => value('no_proxy', main) !== undefined)
  t.strictSame(opens.toSorted(), told.map(({ name }) => `clearml-${name}`).toSorted())
})

t.test('what a user says of a container is stronger', async (t) => {
  const extraEnv = [{ name: 'https_proxy', value: 'http://other:3128' }]
  const [pod] = podsWith({ proxy: { https: 'http://proxy:3128' }, apiserver: { extraEnv } }).filter(
    ({ name }) => name === 'apiserver',
  )
  const told = pod?.main.env?.filter(({ name }) => name === 'https_proxy')
  t.strictSame(told, [{ name: 'https_proxy', value: 'http://other:3128' }])
})

const accounts = (values: ValuesInput): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    ofKind<ServiceAccount>(
      built({ overlays: workers, values: { domain, ...values } }).manifests,
      'ServiceAccount',
    )
      .map(({ metadata }) => [metadata?.name ?? '', metadata?.annotations] as const)
      .filter(([, annotations]) => annotations !== undefined),
  )

t.test('an identity is given to the service accounts of those who work with buckets', async (t) => {
  const role = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/clearml' }
  const identity = { provider: 'irsa', name: 'arn:aws:iam::123456789012:role/clearml' } as const
  t.strictSame(accounts({ identity }), {
    'clearml-agent-services': role,
    'clearml-asyncdelete': role,
    'clearml-glue-default': role,
    'clearml-glue-gpu': role,
    'clearml-serving-inference': role,
    'clearml-serving-statistics': role,
    'clearml-serving-triton': role,
    'clearml-task-default': role,
    'clearml-task-gpu': role,
  })
  t.strictSame(accounts({ identity: { ...identity, bearers: ['apiserver'] } }), { 'clearml-apiserver': role })
  t.strictSame(
    accounts({
      identity: { provider: 'gke', name: 'ml@my-project.iam.gserviceaccount.com', bearers: ['apiserver'] },
    }),
    {
      'clearml-apiserver': { 'iam.gke.io/gcp-service-account': 'ml@my-project.iam.gserviceaccount.com' },
    },
  )
})

t.test("Azure's webhook sees the pods by their label", async (t) => {
  const name = '00000000-1111-2222-3333-444444444444'
  const all = podsWith({ identity: { provider: 'azure', name } })
  const labelled = all
    .filter(({ labels }) => labels['azure.workload.identity/use'] === 'true')
    .map((pod) => pod.name)
  t.strictSame(
    labelled.filter((one) => stores.includes(one) || one === 'webserver' || one === 'apiserver'),
    [],
  )
  t.ok(labelled.includes('asyncdelete'))
  t.ok(labelled.some((one) => one.includes('task')))
})

t.test(
  'a registry and its Secrets are told to every pod, and no pod shares an account with others',
  async (t) => {
    const { manifests } = built({
      overlays: [...workers, agents({ static: { count: 1, queues: ['static'] } })],
      values: {
        domain,
        imageRegistry: 'registry.corp.example',
        imagePullSecrets: ['registry-key'],
        elasticsearch: { vmMaxMapCount: 'privilegedInit' },
      },
    })
    const all = everyPod(manifests)
    t.ok(all.length > 12, `${all.length} pods`)
    for (const pod of all) {
      t.strictSame(pod.spec.imagePullSecrets, [{ name: 'registry-key' }], pod.name)
      for (const { name, image } of containersOf(pod))
        t.match(image, /^registry\.corp\.example\//, `${pod.name}/${name}`)
    }
    const known = ofKind<ServiceAccount>(manifests, 'ServiceAccount').map(
      ({ metadata }) => metadata?.name ?? '',
    )
    const used = all.map(({ spec }) => spec.serviceAccountName ?? 'default')
    t.strictSame(used.toSorted(), known.toSorted(), 'each account is of one pod, and none is left over')
  },
)

t.test('half-given and contradicting values are refused, each by its path', async (t) => {
  const refused: ReadonlyArray<readonly [JsonObject, RegExp]> = [
    [{ trust: { caBundle: { configMap: 'a', secret: 'b' } } }, /trust\.caBundle\.secret/],
    [{ trust: { caBundle: { key: 'x.pem' } } }, /trust\.caBundle\.key/],
    [{ proxy: { no: ['.x'] } }, /proxy\.no/],
    [
      { proxy: { http: 'http://user:pass@proxy:3128' } },
      /proxy\.http: expected a URL .* without user and password/,
    ],
    [{ identity: { name: 'x' } }, /identity\.name/],
    [{ identity: { provider: 'irsa' } }, /identity\.name: expected the ARN/],
    [{ identity: { provider: 'gke', name: 'arn:aws:iam::1:role/x' } }, /Google service account/],
  ]
  for (const [values, message] of refused) {
    const result = build({ values })
    const said = E.isLeft(result) ? result.left.map(showError).join('\n') : ''
    t.match(said, message)
    t.notMatch(said, 'user:pass')
  }
})

t.test('nothing of it is in a stream that does not ask for it', async (t) => {
  for (const { name, build: input } of cases.filter(({ name }) => name !== 'corporate')) {
    t.notMatch(JSON.stringify(built(input).manifests), /no_proxy|clearml-ca/, name)
  }
})
