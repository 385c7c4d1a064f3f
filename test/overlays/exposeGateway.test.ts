import t from 'tap'
import { type Expose, expose } from '../../overlays/index.js'
import type { InputOf, JsonObject, ValuesInput } from '../../src/index.js'
import { notes } from '../../src/notes.js'
import { type Manifests, ofKind } from '../support/objects.js'
import { built } from '../support/streams.js'
import { arrival } from './exposeArrivals.js'

const domain: ValuesInput = { domain: 'a.b' }
const build = (own: Omit<InputOf<Expose>, 'type'>, values: ValuesInput = domain) =>
  built({ overlays: [expose({ type: 'gateway', ...own })], values })
const route = (manifests: Manifests, name: string) =>
  manifests.find(
    ({ kind, metadata }) => kind === 'HTTPRoute' && (metadata as { readonly name: string }).name === name, // every manifest has one
  )
const shared = { gateway: { name: 'public', namespace: 'gateways', sectionName: 'https' } }

t.test('an HTTPRoute for each host, of the Gateway that is named, with ten minutes', async (t) => {
  const { manifests } = build(shared)
  t.same(route(manifests, 'clearml-fileserver')?.spec, {
    parentRefs: [{ name: 'public', namespace: 'gateways', sectionName: 'https' }],
    hostnames: ['files.a.b'],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [{ name: 'clearml-fileserver', port: 8081 }],
        timeouts: { request: '600s' },
      },
    ],
  })
  t.equal(arrival(manifests, 'https://app.a.b/x'), 'clearml-webserver /x')
  t.equal(arrival(manifests, 'https://api.a.b/debug.ping'), 'clearml-apiserver /debug.ping')
  t.notOk(manifests.some(({ kind }) => kind === 'Gateway' || kind === 'Ingress'))
  t.same(build({ gateway: { name: 'public' } }).manifests.length, manifests.length)
})

t.test('whether a Gateway of others speaks TLS is for the user to say', async (t) => {
  const unsaid = build(shared)
  t.equal(unsaid.config.urls.web, 'http://app.a.b')
  t.match(unsaid.warnings.join('\n'), /set urls\.scheme to https/)
  const said = build(shared, { ...domain, urls: { scheme: 'https' } })
  t.match(said.config, { urls: { files: 'https://files.a.b' }, cookie: { domain: 'a.b', secure: true } })
  t.same(said.warnings, [])
})

t.test(
  'a Gateway of one’s own: a listener for each host, http leads to https, cert-manager is asked',
  async (t) => {
    const { manifests, config, warnings } = build({
      gateway: { className: 'envoy', annotations: { a: 'b' } },
      tls: { issuer: 'letsencrypt' },
    })
    t.same(warnings, [])
    t.equal(config.urls.api, 'https://api.a.b')
    const [gateway] = ofKind<JsonObject>(manifests, 'Gateway')
    const listener = (of: string, hostname: string) => ({
      name: `https-${of}`,
      hostname,
      port: 443,
      protocol: 'HTTPS',
      tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: 'clearml-tls' }] },
    })
    t.match(gateway, {
      metadata: {
        name: 'clearml',
        namespace: 'clearml',
        annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt', a: 'b' },
      },
    })
    t.same(gateway?.spec, {
      gatewayClassName: 'envoy',
      listeners: [
        { name: 'http', port: 80, protocol: 'HTTP' },
        listener('web', 'app.a.b'),
        listener('api', 'api.a.b'),
        listener('files', 'files.a.b'),
      ],
    })
    t.match(route(manifests, 'clearml-apiserver')?.spec, {
      parentRefs: [{ name: 'clearml', sectionName: 'https-api' }],
    })
    t.match(route(manifests, 'clearml-redirect')?.spec, {
      parentRefs: [{ name: 'clearml', sectionName: 'http' }],
      hostnames: ['app.a.b', 'api.a.b', 'files.a.b'],
      rules: [{ filters: [{ requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
    })
  },
)

t.test('one host has one listener; without a certificate there is http alone, and no redirect', async (t) => {
  const one = build(
    {
      layout: 'paths',
      host: 'ml.a.b',
      gateway: { className: 'envoy', name: 'own' },
      tls: { secretName: 'tls' },
    },
    {},
  ).manifests
  t.match(ofKind<JsonObject>(one, 'Gateway')[0], {
    metadata: { name: 'own' },
    spec: { listeners: [{ name: 'http' }, { name: 'https', hostname: 'ml.a.b' }] },
  })
  for (const of of ['webserver', 'apiserver', 'fileserver'])
    t.match(route(one, `clearml-${of}`)?.spec, { parentRefs: [{ name: 'own', sectionName: 'https' }] })
  const plain = build({ gateway: { className: 'envoy' } })
  t.equal(plain.config.urls.web, 'http://app.a.b')
  t.same((ofKind<JsonObject>(plain.manifests, 'Gateway')[0]?.spec as JsonObject | undefined)?.listeners, [
    { name: 'http', port: 80, protocol: 'HTTP' },
  ])
  t.match(route(plain.manifests, 'clearml-webserver')?.spec, { parentRefs: [{ sectionName: 'http' }] })
  t.equal(route(plain.manifests, 'clearml-redirect'), undefined)
})

t.test('load balancers of GKE need more than a route can say', async (t) => {
  t.match(
    build({ gateway: { className: 'gke-l7-global-external-managed' } }).warnings.join('\n'),
    /HealthCheckPolicy that asks clearml-apiserver for \/debug\.ping/,
  )
})

t.test('what does not go together is refused', async (t) => {
  t.throws(() => build({}), {
    message: /expose\.gateway\.name: expected the name of the Gateway, or expose\.gateway\.className/,
  })
  t.throws(() => build({ ...shared, tls: { issuer: 'x' } }), {
    message: /expose\.tls\.issuer: expected none: the Gateway has the certificate/,
  })
  t.throws(() => build({ gateway: { name: 'x', annotations: { a: 'b' } } }), {
    message: /expose\.gateway\.annotations: expected none: expose\.gateway\.className is not set/,
  })
  t.throws(() => build({ gateway: { className: 'x', namespace: 'y', sectionName: 'z' } }), {
    message: /gateway\.namespace: expected none.*\n.*gateway\.sectionName: expected none/,
  })
  t.throws(() => build({ ...shared, ingress: { className: 'nginx' } }), {
    message: /expose\.ingress\.className: expected none: it is for expose\.type ingress/,
  })
  t.throws(() => built({ overlays: [expose({ type: 'route', gateway: { name: 'x' } })], values: domain }), {
    message: /expose\.gateway\.name: expected none: it is for expose\.type gateway/,
  })
  t.throws(() => build(shared, {}), { message: /domain: expected the parent domain/ })
})

t.test('notes: DNS, the Secret or cert-manager, and no port-forward', async (t) => {
  const of = (own: Omit<InputOf<Expose>, 'type'>) => notes(build(own))
  t.match(of(shared), 'DNS records that lead to the Gateway:\n    app.a.b, api.a.b, files.a.b')
  t.notMatch(of(shared), /port-forward|TLS Secret/)
  t.match(
    of({ gateway: { className: 'envoy' }, tls: { issuer: 'ca', issuerKind: 'Issuer' } }),
    'cert-manager with the Issuer ca in the namespace clearml, with its support of the Gateway API switched on',
  )
  t.match(
    of({ gateway: { className: 'envoy' }, tls: { secretName: 'mine' } }),
    'TLS Secret mine in the namespace clearml',
  )
})
