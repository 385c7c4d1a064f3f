import t from 'tap'
import { type Expose, expose } from '../../overlays/index.js'
import type { InputOf, ValuesInput } from '../../src/index.js'
import type { Ingress, Service } from '../../src/kube/types.js'
import { notes } from '../../src/notes.js'
import { envOf, ofKind, podOf } from '../support/objects.js'
import { built } from '../support/streams.js'

const build = (own: InputOf<Expose>, values: ValuesInput = {}) => built({ overlays: [expose(own)], values })
const services = (own: InputOf<Expose>, values: ValuesInput = {}) =>
  Object.fromEntries(
    ofKind<Service>(build(own, values).manifests, 'Service').map(({ metadata, spec }) => [
      metadata?.name,
      { type: spec?.type, nodePort: spec?.ports?.[0]?.nodePort, annotations: metadata?.annotations },
    ]),
  )
const ingress = (own: InputOf<Expose>['ingress'], values: ValuesInput = { domain: 'ml.example.com' }) =>
  ofKind<Ingress>(build({ type: 'ingress', ingress: own ?? {} }, values).manifests, 'Ingress')[0]
const nodePorts = { web: 30080, api: 30008, files: 30081 }

t.test('node ports: the URLs follow from the host, and the cookie belongs to it', async (t) => {
  const { config } = build({ type: 'nodePort', host: 'ml-node-1', nodePorts })
  t.same(config.urls, {
    web: 'http://ml-node-1:30080',
    api: 'http://ml-node-1:30008',
    files: 'http://ml-node-1:30081',
  })
  t.match(config.cookie, { domain: null, secure: false })
  t.match(services({ type: 'nodePort', nodePorts }), {
    'clearml-webserver': { type: 'NodePort', nodePort: 30080 },
    'clearml-apiserver': { type: 'NodePort', nodePort: 30008 },
    'clearml-fileserver': { type: 'NodePort', nodePort: 30081 },
    'clearml-mongodb': { type: 'ClusterIP', nodePort: undefined },
  })
  t.equal(build({ type: 'nodePort', host: 'fd00::7', nodePorts }).config.urls.files, 'http://[fd00::7]:30081')
})

t.test('without a host the files URL is not known, and the build says what will not work', async (t) => {
  const { config, warnings } = build({ type: 'nodePort', nodePorts })
  t.equal(config.urls.files, null)
  t.match(warnings, [
    /files of deleted tasks are not deleted, and agents and SDKs cannot be told where to upload/,
  ])
  t.equal(
    services({ type: 'nodePort' })['clearml-apiserver']?.nodePort,
    undefined,
    'the cluster chooses a port',
  )
})

t.test(
  'load balancers: the URLs follow from a host or the domain, with the ports of the Services',
  async (t) => {
    t.match(build({ type: 'loadBalancer' }, { domain: 'ml.example.com' }).config, {
      urls: { web: 'http://app.ml.example.com:8080', files: 'http://files.ml.example.com:8081' },
      cookie: { domain: 'ml.example.com' },
    })
    t.equal(build({ type: 'loadBalancer', host: '10.0.0.9' }).config.urls.api, 'http://10.0.0.9:8008')
    t.equal(services({ type: 'loadBalancer' })['clearml-webserver']?.type, 'LoadBalancer')
  },
)

t.test(
  'an Ingress: app., api. and files. of one domain, https with a TLS Secret, a secure cookie',
  async (t) => {
    const { config } = build(
      { type: 'ingress', ingress: { tlsSecret: 'tls', controller: 'nginx' } },
      { domain: 'ml.example.com' },
    )
    t.same(config.urls, {
      web: 'https://app.ml.example.com',
      api: 'https://api.ml.example.com',
      files: 'https://files.ml.example.com',
    })
    t.match(config.cookie, { domain: 'ml.example.com', secure: true })
    const { spec } = ingress({ tlsSecret: 'tls', controller: 'nginx' }) ?? {}
    t.same(
      spec?.rules?.map(({ host, http }) => [host, http?.paths[0]?.backend.service?.name]),
      [
        ['app.ml.example.com', 'clearml-webserver'],
        ['api.ml.example.com', 'clearml-apiserver'],
        ['files.ml.example.com', 'clearml-fileserver'],
      ],
    )
    t.same(spec?.tls, [
      { secretName: 'tls', hosts: ['app.ml.example.com', 'api.ml.example.com', 'files.ml.example.com'] },
    ])
  },
)

t.test('free host names, each or all', async (t) => {
  const hosts = { web: 'ui.example.com', api: 'api.example.com', files: 'store.example.com' }
  t.same(
    ingress({ hosts }, {})?.spec?.rules?.map(({ host }) => host),
    Object.values(hosts),
  )
  t.equal(ingress({ hosts: { files: 'store.example.com' } })?.spec?.rules?.[1]?.host, 'api.ml.example.com')
  t.throws(() => ingress({ hosts: { web: 'ui.example.com' } }, {}), {
    message: /expose\.hosts\.api: expected a host name, unless `domain` is set/,
  })
})

t.test('an Ingress without any host asks for the domain, once', async (t) => {
  t.throws(() => ingress({}, {}), {
    message:
      'by default: domain: expected the parent domain of the hosts (--set domain=clearml.example.com), ' +
      'or all of expose.hosts, got nothing',
  })
})

t.test('one URL model: displayed URLs and prefixes are the URLs of the entrances', async (t) => {
  const { manifests } = build(
    { type: 'ingress', ingress: { tlsSecret: 'tls', controller: 'nginx' } },
    { domain: 'a.b.c' },
  )
  const web = envOf(podOf(manifests, 'webserver').main)
  t.same(JSON.parse(web.WEBSERVER__displayedServerUrls ?? ''), {
    apiServer: 'https://api.a.b.c',
    filesServer: 'https://files.a.b.c',
  })
  for (const name of ['apiserver', 'asyncdelete'])
    t.match(
      envOf(podOf(manifests, name).main).CLEARML__services__async_urls_delete__fileserver__url_prefixes,
      '"https://files.a.b.c"',
    )
  t.equal(envOf(podOf(manifests, 'apiserver').main).CLEARML__apiserver__auth__cookies__domain, '".a.b.c"')
})

t.test('a URL that is said wins over the one that follows', async (t) => {
  const { config } = build(
    { type: 'nodePort', host: 'n', nodePorts },
    { urls: { files: 'https://files.example.com' } },
  )
  t.match(config.urls, { web: 'http://n:30080', files: 'https://files.example.com' })
})

t.test('each controller gets bodies of any size, ten minutes, and the health path of the API', async (t) => {
  const of = (controller: string) => ({
    className: ingress({ controller })?.spec?.ingressClassName,
    annotations: ingress({ controller })?.metadata?.annotations,
    service: services({ type: 'ingress', ingress: { controller } }, { domain: 'ml.example.com' })[
      'clearml-apiserver'
    ]?.annotations,
  })
  t.match(of('nginx'), {
    className: 'nginx',
    annotations: {
      'nginx.ingress.kubernetes.io/proxy-body-size': '0',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '600',
    },
  })
  t.match(of('haproxy'), {
    className: 'haproxy',
    annotations: {
      'haproxy.org/timeout-server': '600s',
      'haproxy-ingress.github.io/proxy-body-size': 'unlimited',
    },
    service: {
      'haproxy.org/check-http': '/debug.ping',
      'haproxy-ingress.github.io/health-check-uri': '/debug.ping',
    },
  })
  t.match(of('alb'), {
    className: 'alb',
    annotations: { 'alb.ingress.kubernetes.io/load-balancer-attributes': 'idle_timeout.timeout_seconds=600' },
    service: { 'alb.ingress.kubernetes.io/healthcheck-path': '/debug.ping' },
  })
  t.match(of('openshift'), { annotations: { 'haproxy.router.openshift.io/timeout': '600s' } })
  t.match(of('gce'), {
    className: undefined,
    annotations: { 'kubernetes.io/ingress.class': 'gce' },
    service: { 'cloud.google.com/backend-config': '{"default":"clearml-apiserver"}' },
  })
  t.equal(of('traefik').className, 'traefik')
})

t.test(
  'gce: a BackendConfig says the health path and the time limit, with the labels of every object',
  async (t) => {
    const { manifests } = build(
      { type: 'ingress', ingress: { controller: 'gce' } },
      { domain: 'a.b', labels: { team: 'ml' } },
    )
    const [api] = manifests.filter(({ kind }) => kind === 'BackendConfig')
    t.match(api, {
      metadata: { name: 'clearml-apiserver', namespace: 'clearml', labels: { team: 'ml' } },
      spec: { timeoutSec: 600, healthCheck: { requestPath: '/debug.ping', port: 8008, type: 'HTTP' } },
    })
    t.same(
      manifests.filter(({ metadata }) => !JSON.stringify(metadata).includes('"team":"ml"')),
      [],
    )
  },
)

t.test('an unknown controller, or none, is a warning; Traefik has one of its own', async (t) => {
  const warned = (controller: string | null) =>
    build(
      { type: 'ingress', ingress: { controller } },
      { domain: 'a.b', urls: { scheme: 'https' } },
    ).warnings.join('\n')
  t.match(
    warned('kong'),
    /The ingress controller kong is not known here: .*\/debug\.ping.* Known are nginx, traefik/,
  )
  t.match(warned(null), /expose\.ingress\.controller is not set/)
  t.match(warned('traefik'), /respondingTimeouts/)
  t.equal(warned('nginx'), '')
  t.match(warned('constructor'), /is not known here/)
})

t.test('the user’s class and annotations win over those of the controller', async (t) => {
  const own = ingress({
    controller: 'nginx',
    className: 'internal',
    annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '5g' },
  })
  t.equal(own?.spec?.ingressClassName, 'internal')
  t.equal(own?.metadata?.annotations?.['nginx.ingress.kubernetes.io/proxy-body-size'], '5g')
})

t.test('what belongs to another type is refused', async (t) => {
  t.throws(() => build({}), { message: /expose\.type is required/ })
  t.throws(() => build({ type: 'loadBalancer', nodePorts: { web: 30080 } }), {
    message: /expose\.nodePorts\.web: expected none: it is for expose\.type nodePort/,
  })
  t.throws(() => build({ type: 'nodePort', ingress: { tlsSecret: 'tls' } }), {
    message: /ingress\.tlsSecret: expected none/,
  })
  t.throws(() => build({ type: 'ingress', host: 'x' }, { domain: 'a.b' }), {
    message: /expose\.host: expected none/,
  })
  t.throws(() => build({ type: 'nodePort', nodePorts: { web: 30080, api: 30080 } }), { message: /30080/ })
})

t.test('alb: the certificate is one of ACM, by annotation; the URLs are https then', async (t) => {
  const arn = { 'alb.ingress.kubernetes.io/certificate-arn': 'arn:aws:acm:eu-central-1:1:certificate/c' }
  const https = {
    'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP":80},{"HTTPS":443}]',
    'alb.ingress.kubernetes.io/ssl-redirect': '443',
  }
  const of = (own: InputOf<Expose>['ingress']) =>
    build({ type: 'ingress', ingress: own ?? {} }, { domain: 'a.b' })
  t.match(of({ controller: 'alb', annotations: arn }).config, {
    urls: { web: 'https://app.a.b', api: 'https://api.a.b', files: 'https://files.a.b' },
    cookie: { secure: true },
  })
  t.match(ingress({ controller: 'alb', annotations: arn })?.metadata?.annotations, { ...arn, ...https })
  const own = { ...arn, 'alb.ingress.kubernetes.io/listen-ports': '[{"HTTPS":8443}]' }
  t.match(ingress({ controller: 'alb', annotations: own })?.metadata?.annotations, own)
  for (const without of [{ controller: 'alb' }, { controller: 'nginx', annotations: arn }]) {
    t.equal(of(without).config.urls.web, 'http://app.a.b')
    t.notMatch(ingress(without)?.metadata?.annotations, https)
  }
  t.throws(() => of({ controller: 'alb', tlsSecret: 'tls' }), {
    message:
      /ingress\.tlsSecret: expected none: alb takes its certificate from ACM, not from a Secret \(.*alb\.ingress\.kubernetes\.io\/certificate-arn/,
  })
})

t.test('nginx hands large uploads on as they come', async (t) => {
  t.match(ingress({ controller: 'nginx' })?.metadata?.annotations, {
    'nginx.ingress.kubernetes.io/proxy-body-size': '0',
    'nginx.ingress.kubernetes.io/proxy-request-buffering': 'off',
  })
})

t.test('notes ask for the TLS Secret and for DNS records', async (t) => {
  const domain = { domain: 'a.b' }
  t.match(
    notes(build({ type: 'ingress', ingress: { controller: 'nginx', tlsSecret: 'tls' } }, domain)),
    [
      '  What you make in the namespace clearml yourself needs it first:',
      '    clearml-manifests build --part data … | kubectl apply -f -',
      '  DNS records that lead to the Ingress:',
      '    app.a.b, api.a.b, files.a.b',
      '  TLS Secret tls in the namespace clearml for these hosts, unless cert-manager makes it',
    ].join('\n'),
  )
  t.match(
    notes(build({ type: 'loadBalancer' }, domain)),
    'DNS records that lead to the load balancer of each Service:\n    app.a.b, api.a.b, files.a.b',
  )
  t.notMatch(notes(build({ type: 'loadBalancer', host: '10.0.0.9' })), 'DNS records')
  t.notMatch(
    notes(build({ type: 'nodePort', host: 'n', nodePorts }, domain)),
    /DNS records|TLS Secret|yourself/,
  )
})
