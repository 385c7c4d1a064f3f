import t from 'tap'
import { type Expose, expose } from '../../overlays/index.js'
import type { InputOf, ValuesInput } from '../../src/index.js'
import type { Ingress } from '../../src/kube/types.js'
import { notes } from '../../src/notes.js'
import { ofKind } from '../support/objects.js'
import { built } from '../support/streams.js'

const build = (own: Omit<InputOf<Expose>, 'type'>, values: ValuesInput = {}) =>
  built({
    overlays: [expose({ type: 'ingress', ...own, ingress: { controller: 'nginx', ...own.ingress } })],
    values: { domain: 'a.b', ...values },
  })
const ingress = (own: Omit<InputOf<Expose>, 'type'>) => ofKind<Ingress>(build(own).manifests, 'Ingress')[0]

t.test('an issuer is an annotation, a Secret that it fills, and https by itself', async (t) => {
  const one = ingress({ tls: { issuer: 'letsencrypt' } })
  t.equal(one?.metadata?.annotations?.['cert-manager.io/cluster-issuer'], 'letsencrypt')
  t.same(one?.spec?.tls, [{ secretName: 'clearml-tls', hosts: ['app.a.b', 'api.a.b', 'files.a.b'] }])
  const namespaced = ingress({ tls: { issuer: 'ca', issuerKind: 'Issuer', secretName: 'mine' } })
  t.equal(namespaced?.metadata?.annotations?.['cert-manager.io/issuer'], 'ca')
  t.equal(namespaced?.metadata?.annotations?.['cert-manager.io/cluster-issuer'], undefined)
  t.equal(namespaced?.spec?.tls?.[0]?.secretName, 'mine')
  t.match(build({ tls: { issuer: 'letsencrypt' } }).config, {
    scheme: 'https',
    urls: { web: 'https://app.a.b' },
    cookie: { secure: true },
  })
  t.match(
    notes(build({ tls: { issuer: 'letsencrypt' } })),
    /^ {2}cert-manager with the ClusterIssuer letsencrypt$/m,
  )
  t.equal(build({ tls: { issuer: 'x' } }, { urls: { scheme: 'http' } }).config.urls.web, 'http://app.a.b')
})

t.test('a Secret by either of its two names; two that differ are an error', async (t) => {
  const tls = (own: Omit<InputOf<Expose>, 'type'>) => ingress(own)?.spec?.tls?.[0]?.secretName
  t.equal(tls({ tls: { secretName: 'one' } }), 'one')
  t.equal(tls({ ingress: { tlsSecret: 'one' } }), 'one')
  t.equal(tls({ ingress: { tlsSecret: 'one' }, tls: { secretName: 'one' } }), 'one')
  t.equal(tls({ ingress: { tlsSecret: 'one' }, tls: { issuer: 'ca' } }), 'one', 'the issuer fills it')
  t.throws(() => tls({ ingress: { tlsSecret: 'one' }, tls: { secretName: 'two' } }), {
    message: /expose\.ingress\.tlsSecret: expected none: expose\.tls\.secretName says another/,
  })
})

t.test('where no certificate can go, one is refused', async (t) => {
  for (const type of ['nodePort', 'loadBalancer'] as const)
    t.throws(() => built({ overlays: [expose({ type, tls: { secretName: 'x' } })] }), {
      message: /expose\.tls\.secretName: expected none: TLS ends outside .*urls\.scheme/,
    })
  for (const tls of [{ issuer: 'x' }, { secretName: 'x' }])
    t.throws(() => build({ tls, ingress: { controller: 'alb' } }), {
      message: /expose\.tls\..*: expected none: alb takes its certificate from ACM/,
    })
  t.throws(() => build({ tls: { issuerKind: 'Issuer' } }), {
    message: /expose\.tls\.issuerKind: expected none: expose\.tls\.issuer is not set/,
  })
})

t.test('passwords over plain http are warned of, but not on one’s own machine', async (t) => {
  const warned = (values: ValuesInput) => built({ values }).warnings.join('\n')
  t.match(warned({ domain: 'a.b' }), /Users sign in over plain http: passwords, and the keys/)
  t.match(warned({ urls: { web: 'https://a.b', api: 'http://api.a.b', files: 'https://f.b' } }), /plain http/)
  t.notMatch(warned({ domain: 'a.b', urls: { scheme: 'https' } }), /plain http/)
  t.notMatch(warned({ domain: 'a.b', auth: { mode: 'open' } }), /plain http/, 'there is no password')
  for (const host of ['localhost', '127.0.0.1', '[::1]'])
    t.notMatch(
      warned({
        urls: { web: `http://${host}:8080`, api: `http://${host}:8008`, files: `http://${host}:8081` },
      }),
      /plain http/,
    )
  t.match(warned({ urls: { web: 'http://localhost.example.com' } }), /plain http/)
  t.notMatch(warned({ domain: 'a.b', server: { enabled: false } }), /plain http/)
})

t.test('files over http in a page over https are warned of', async (t) => {
  const warned = (files: string) =>
    built({ values: { urls: { web: 'https://a.b', api: 'https://api.b', files } } }).warnings.join('\n')
  t.match(
    warned('http://files.b'),
    /files URL http:\/\/files\.b http: browsers do not load images .* \(mixed content\)/,
  )
  t.notMatch(warned('https://files.b'), /mixed content/)
})

t.test('notes say once that the files URL is for good', async (t) => {
  t.match(
    notes(build({})),
    /Files {3}http:\/\/files\.a\.b\n {2}ClearML writes the files URL into stored data/,
  )
  t.notMatch(notes(built({})), /stored data/)
})
