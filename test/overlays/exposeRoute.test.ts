import t from 'tap'
import { type Expose, expose } from '../../overlays/index.js'
import type { InputOf, JsonObject, ValuesInput } from '../../src/index.js'
import { notes } from '../../src/notes.js'
import { ofKind } from '../support/objects.js'
import { built } from '../support/streams.js'
import { arrival } from './exposeArrivals.js'

const build = (own: Omit<InputOf<Expose>, 'type'> = {}, values: ValuesInput = { domain: 'a.b' }) =>
  built({ overlays: [expose({ type: 'route', ...own })], values })

t.test('a Route for each entrance, https by the router, http led there, ten minutes', async (t) => {
  const { manifests, config, warnings } = build()
  t.same(warnings, [])
  t.same(config.urls, { web: 'https://app.a.b', api: 'https://api.a.b', files: 'https://files.a.b' })
  t.match(config.cookie, { domain: 'a.b', secure: true })
  t.same(
    ofKind<JsonObject>(manifests, 'Route').map(({ spec }) => spec),
    (
      [
        ['api', 'apiserver'],
        ['files', 'fileserver'],
        ['app', 'webserver'],
      ] as const
    ).map(([host, of]) => ({
      host: `${host}.a.b`,
      to: { kind: 'Service', name: `clearml-${of}`, weight: 100 },
      port: { targetPort: 'http' },
      tls: { termination: 'edge', insecureEdgeTerminationPolicy: 'Redirect' },
    })),
  )
  t.match(ofKind<JsonObject>(manifests, 'Route')[0], {
    apiVersion: 'route.openshift.io/v1',
    metadata: { namespace: 'clearml', annotations: { 'haproxy.router.openshift.io/timeout': '600s' } },
  })
})

t.test('without TLS, with annotations, with hosts of one’s own', async (t) => {
  const { manifests, config } = build(
    {
      route: { tls: false, annotations: { 'haproxy.router.openshift.io/timeout': '1h', a: 'b' } },
      hosts: { web: 'ml.x', api: 'ml-api.x', files: 'ml-files.x' },
    },
    {},
  )
  t.equal(config.urls.files, 'http://ml-files.x')
  t.equal(arrival(manifests, 'http://ml-files.x/a'), 'clearml-fileserver /a')
  for (const { spec, metadata } of ofKind<JsonObject>(manifests, 'Route')) {
    t.equal((spec as JsonObject).tls, undefined)
    t.match(metadata, { annotations: { 'haproxy.router.openshift.io/timeout': '1h', a: 'b' } })
  }
})

t.test('one host: each path a Route, the prefix taken away where the server does not know it', async (t) => {
  const { manifests } = build({ layout: 'paths', host: 'ml.apps.x' }, {})
  t.same(
    ofKind<JsonObject>(manifests, 'Route').map(({ spec, metadata }) => [
      (spec as JsonObject).path,
      ((metadata as JsonObject).annotations as JsonObject)['haproxy.router.openshift.io/rewrite-target'],
    ]),
    [
      ['/api', '/'],
      ['/files', '/'],
      [undefined, undefined],
    ],
  )
})

t.test('certificates: by cert-manager/openshift-routes; a Secret is refused by name', async (t) => {
  const { manifests } = build({ tls: { issuer: 'letsencrypt' } })
  for (const { metadata } of ofKind<JsonObject>(manifests, 'Route'))
    t.match(metadata, {
      annotations: {
        'cert-manager.io/issuer-name': 'letsencrypt',
        'cert-manager.io/issuer-kind': 'ClusterIssuer',
      },
    })
  t.match(notes(build({ tls: { issuer: 'letsencrypt' } })), 'and cert-manager/openshift-routes, which reads')
  t.throws(() => build({ tls: { secretName: 'mine' } }), {
    message: /expose\.tls\.secretName: expected none: a Route reads no Secret here/,
  })
  t.throws(() => build({ route: { tls: false }, tls: { issuer: 'x' } }), {
    message: /expose\.tls\.issuer: expected none: expose\.route\.tls is false/,
  })
  t.throws(
    () =>
      built({ overlays: [expose({ type: 'ingress', route: { tls: false } })], values: { domain: 'a.b' } }),
    {
      message: /expose\.route\.tls: expected none: it is for expose\.type route/,
    },
  )
})
