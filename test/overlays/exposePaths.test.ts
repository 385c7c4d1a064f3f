import fc from 'fast-check'
import t from 'tap'
import { type Expose, expose } from '../../overlays/index.js'
import type { InputOf, ValuesInput } from '../../src/index.js'
import type { Ingress } from '../../src/kube/types.js'
import { envOf, idOf, ofKind, podOf } from '../support/objects.js'
import { built } from '../support/streams.js'
import { arrival } from './exposeArrivals.js'

const host = 'ml.example.com'
const build = (own: InputOf<Expose>, values: ValuesInput = {}) =>
  built({ overlays: [expose({ layout: 'paths', host, ...own })], values })
const ingress = (controller: string | null, own: InputOf<Expose>['ingress'] = {}): InputOf<Expose> => ({
  type: 'ingress',
  ingress: { controller, ...own },
})

/** Each way in that can have one host. */
const ways: Readonly<Record<string, InputOf<Expose>>> = {
  ...Object.fromEntries(
    ['nginx', 'traefik', 'haproxy', 'alb', 'openshift'].map((of) => [`an Ingress of ${of}`, ingress(of)]),
  ),
  'the Gateway API': { type: 'gateway', gateway: { name: 'shared' } },
  Routes: { type: 'route' },
}

for (const [name, own] of Object.entries(ways)) {
  t.test(
    `one host by ${name}: the API and the files are reached straight, without their prefix`,
    async (t) => {
      for (const subPath of [null, 'clearml']) {
        const { manifests, config } = build(own, { webserver: { subPath } })
        const { web, api, files } = config.urls
        const base = new RegExp(`^https?://ml[.]example[.]com${subPath === null ? '' : '/clearml'}`)
        t.match([web, api, files], [new RegExp(`${base.source}$`), /\/api$/, /\/files$/])
        t.equal(arrival(manifests, `${api}/debug.ping`), 'clearml-apiserver /debug.ping')
        t.equal(arrival(manifests, `${files}/a/b.txt`), 'clearml-fileserver /a/b.txt')
        t.equal(
          arrival(manifests, `${files}`),
          'clearml-fileserver /',
          'the SDK uploads to the files URL itself',
        )
        t.equal(arrival(manifests, `${files}/`), 'clearml-fileserver /')
        const asked = subPath === null ? '/projects/1' : '/clearml/projects/1'
        t.equal(arrival(manifests, `http://${host}${asked}`), `clearml-webserver ${asked}`)
        t.equal(arrival(manifests, `http://${host}${asked}/files/x`), `clearml-webserver ${asked}/files/x`)
        t.equal(arrival(manifests, 'http://other.example.com/files'), null)
      }
    },
  )
}

t.test('a prefix is taken away once, whatever the path', async (t) => {
  const path = fc
    .array(fc.stringMatching(/^[a-z0-9.]{1,6}$/), { maxLength: 4 })
    .map((steps) => steps.join('/'))
  const streams = Object.values(ways).map((own) => build(own).manifests)
  fc.assert(
    fc.property(path, fc.constantFrom(...streams), (rest, manifests) => {
      // A path of dots alone is another one for `URL`.
      fc.pre(!rest.split('/').some((step) => /^[.]+$/.test(step)))
      return (
        arrival(manifests, `http://${host}/files/${rest}`) === `clearml-fileserver /${rest}` &&
        arrival(manifests, `http://${host}/api/${rest}`) === `clearml-apiserver /${rest}`
      )
    }),
  )
  t.pass()
})

t.test('one URL model: all follows from the one host, and the cookie needs no domain', async (t) => {
  const { manifests, config } = build({ ...ingress('nginx'), tls: { secretName: 'tls' } })
  t.same(config.urls, {
    web: 'https://ml.example.com',
    api: 'https://ml.example.com/api',
    files: 'https://ml.example.com/files',
  })
  t.match(config.cookie, { domain: null, secure: true })
  const web = envOf(podOf(manifests, 'webserver').main)
  t.same(JSON.parse(web.WEBSERVER__displayedServerUrls ?? ''), {
    apiServer: 'https://ml.example.com/api',
    filesServer: 'https://ml.example.com/files',
  })
  t.equal(web.WEBSERVER__apiBaseUrl, '"https://ml.example.com/api"')
  t.equal(web.WEBSERVER__fileBaseUrl, '"https://ml.example.com/files"')
  for (const name of ['apiserver', 'asyncdelete'])
    t.match(
      envOf(podOf(manifests, name).main).CLEARML__services__async_urls_delete__fileserver__url_prefixes,
      '["https://ml.example.com/files",',
    )
  t.equal(envOf(podOf(manifests, 'apiserver').main).CLEARML__apiserver__auth__cookies__domain, undefined)
})

t.test('the Ingress of the paths has the class, the limits and the certificate of the other', async (t) => {
  const { manifests } = build({
    ...ingress('nginx', {
      className: 'internal',
      annotations: { 'cert-manager.io/cluster-issuer': 'x', a: 'b' },
    }),
    tls: { secretName: 'tls' },
  })
  const [whole, paths] = ofKind<Ingress>(manifests, 'Ingress')
  t.equal(whole?.metadata?.name, 'clearml')
  t.equal(paths?.metadata?.name, 'clearml-paths')
  for (const one of [whole, paths])
    t.match(one, {
      metadata: { annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '0', a: 'b' } },
      spec: { ingressClassName: 'internal', tls: [{ hosts: [host], secretName: 'tls' }] },
    })
  t.equal(whole?.metadata?.annotations?.['nginx.ingress.kubernetes.io/rewrite-target'], undefined)
  t.equal(whole?.metadata?.annotations?.['cert-manager.io/cluster-issuer'], 'x')
  t.equal(
    paths?.metadata?.annotations?.['cert-manager.io/cluster-issuer'],
    undefined,
    'one of two asks for it',
  )
})

t.test('haproxy-ingress, the other controller of that name, is told too', async (t) => {
  const [, paths] = ofKind<Ingress>(build(ingress('haproxy')).manifests, 'Ingress')
  t.equal(paths?.metadata?.annotations?.['haproxy-ingress.github.io/rewrite-target'], '/')
})

t.test('Traefik takes the prefix away by a Middleware, after those of the user', async (t) => {
  const { manifests } = built({
    overlays: [
      expose({
        ...ingress('traefik', {
          annotations: { 'traefik.ingress.kubernetes.io/router.middlewares': 'ml-auth@kubernetescrd' },
        }),
        layout: 'paths',
        host,
      }),
    ],
    values: { namespace: 'ml' },
  })
  const [, paths] = ofKind<Ingress>(manifests, 'Ingress')
  t.equal(
    paths?.metadata?.annotations?.['traefik.ingress.kubernetes.io/router.middlewares'],
    'ml-auth@kubernetescrd,ml-clearml-strip-prefix@kubernetescrd',
  )
  t.match(
    manifests.find(({ kind }) => kind === 'Middleware'),
    {
      apiVersion: 'traefik.io/v1alpha1',
      metadata: { name: 'clearml-strip-prefix', namespace: 'ml' },
      spec: { stripPrefix: { prefixes: ['/api', '/files'] } },
    },
  )
  t.notOk(build(ingress('nginx')).manifests.some(({ kind }) => kind === 'Middleware'))
})

t.test('alb has one Ingress, for each would be a load balancer', async (t) => {
  const { manifests, warnings } = build(ingress('alb'))
  t.same(manifests.filter(({ kind }) => kind === 'Ingress').map(idOf), ['Ingress/clearml'])
  t.match(warnings.join(), /since 2\.14\.1; EKS Auto Mode/)
})

t.test('gce cannot, and says why; a controller that is not known is told by annotations', async (t) => {
  t.throws(() => build(ingress('gce')), {
    message: /expose\.layout: expected hosts: the ingress controller gce cannot take \/files away/,
  })
  for (const controller of ['kong', null])
    t.throws(() => build(ingress(controller)), {
      message:
        /expose\.ingress\.pathAnnotations: expected the annotations by which .* takes \/api and \/files away/,
    })
  const { manifests } = build(ingress('kong', { pathAnnotations: { 'konghq.com/strip-path': 'true' } }))
  const [whole, paths] = ofKind<Ingress>(manifests, 'Ingress')
  t.equal(whole?.metadata?.annotations?.['konghq.com/strip-path'], undefined)
  t.equal(paths?.metadata?.annotations?.['konghq.com/strip-path'], 'true')
  t.same(
    paths?.spec?.rules?.[0]?.http?.paths.map(({ path, backend }) => [path, backend.service?.name]),
    [
      ['/files', 'clearml-fileserver'],
      ['/api', 'clearml-apiserver'],
    ],
  )
})

t.test('what does not go with one host is refused', async (t) => {
  for (const type of ['nodePort', 'loadBalancer'] as const)
    t.throws(() => build({ type }), { message: /expose\.layout: expected hosts: expose\.type .* by ports/ })
  t.throws(() => build({ ...ingress('nginx'), host: null }), {
    message: /expose\.host: expected the one host name \(--set expose\.host=clearml\.example\.com\)/,
  })
  t.throws(() => build({ ...ingress('nginx'), host: '10.0.0.7' }), {
    message: /expose\.host: expected the one host name/,
  })
  t.throws(() => build({ ...ingress('nginx'), hosts: { files: 'f.example.com' } }), {
    message: /expose\.hosts\.files: expected none: expose\.layout is paths/,
  })
  t.throws(
    () =>
      build({
        layout: 'hosts',
        host: null,
        type: 'route',
        hosts: { web: host, api: host, files: `f.${host}` },
      }),
    { message: /expose\.hosts\.api: expected a host of its own; one host for all is expose\.layout=paths/ },
  )
})

t.test('clients that guess URLs are warned of', async (t) => {
  t.match(build(ingress('nginx')).warnings.join(), /less than all three URLs guesses the others wrong/)
})
