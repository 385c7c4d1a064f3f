import fc from 'fast-check'
import t from 'tap'
import { publicUrl, sharedDomain, webSettings } from '../../src/components/urls.js'
import type { ValuesInput } from '../../src/index.js'
import { defaultValues } from '../../src/values/defaults.js'
import { envOf, podOf } from '../support/objects.js'
import { built } from '../support/streams.js'

const config = (values: ValuesInput) => built({ values }).config

t.test('the cookie belongs to the domain that all hosts share', async (t) => {
  const shared = (web: string | null, api: string | null, files: string | null) =>
    sharedDomain({ web, api, files })
  t.equal(
    shared('https://app.a.example.com', 'https://api.a.example.com', 'https://files.a.example.com'),
    'a.example.com',
  )
  t.equal(
    shared('https://ml.example.com', 'https://api.ml.example.com', null),
    'ml.example.com',
    'one is the parent',
  )
  t.equal(shared('http://a.example.com:8080', 'http://b.c.example.com:8008', null), 'example.com')
  t.equal(shared('http://node:30080', 'http://node:30008', 'http://node:30081'), null, 'one host needs none')
  t.equal(shared('http://10.0.0.1:1', 'http://10.0.0.2:2', null), null, 'an address has no domain')
  t.equal(shared('http://[::1]:1', 'http://[::2]:2', null), null)
  t.equal(shared('https://a.com', 'https://b.com', null), null, 'a top-level domain takes no cookie')
  t.equal(shared(null, null, null), null)
})

t.test('the shared domain is a suffix of every host', async (t) => {
  const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,5}[a-z0-9]$/)
  const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
  fc.assert(
    fc.property(host, host, host, (web, api, files) => {
      const domain = sharedDomain({
        web: `http://${web}`,
        api: `http://${api}:8008`,
        files: `http://${files}/x`,
      })
      const hosts = [web, api, files]
      return (
        domain === null ||
        (domain.includes('.') && hosts.every((one) => one === domain || one.endsWith(`.${domain}`)))
      )
    }),
  )
  t.pass()
})

t.test('a URL that is said wins over the domain', async (t) => {
  const values = {
    ...defaultValues,
    domain: 'example.com',
    urls: { ...defaultValues.urls, api: 'https://own.example.org' },
  }
  t.equal(publicUrl(values, 'https', 'web'), 'https://app.example.com')
  t.equal(publicUrl(values, 'https', 'files'), 'https://files.example.com')
  t.equal(publicUrl(values, 'http', 'api'), 'https://own.example.org')
  t.equal(publicUrl(defaultValues, 'http', 'web'), null)
})

t.test('hosts that cannot share a cookie reach the API through the web UI', async (t) => {
  const urls = {
    web: 'https://ui.example.com',
    api: 'https://api.example.org',
    files: 'https://files.example.net',
  }
  t.match(webSettings(config({ urls })), {
    apiBaseUrl: 'https://ui.example.com/api',
    displayedServerUrls: { apiServer: urls.api },
  })
  t.match(webSettings(config({ urls: { ...urls, api: 'https://api.example.com', files: null } })), {
    apiBaseUrl: 'https://api.example.com',
  })
  t.same(webSettings(config({})), {}, 'what is not known is left to the UI')
})

t.test('a trailing slash is dropped, and a port that is none is refused', async (t) => {
  t.equal(config({ urls: { files: 'https://files.example.com/' } }).urls.files, 'https://files.example.com')
  t.throws(() => config({ urls: { files: 'http://files.example.com:99999' } }), {
    message: /urls\.files: expected a URL such as https:\/\/files\.example\.com/,
  })
  t.throws(() => config({ urls: { files: 'files.example.com' } }), { message: /urls\.files: expected a URL/ })
})

t.test('former hosts of the fileserver are prefixes, each once', async (t) => {
  const { manifests } = built({
    values: {
      domain: 'example.com',
      urls: { otherFiles: ['http://10.0.0.7:8081/', 'http://files.example.com'] },
    },
  })
  t.equal(
    envOf(podOf(manifests, 'apiserver').main).CLEARML__services__async_urls_delete__fileserver__url_prefixes,
    '["http://files.example.com","http://10.0.0.7:8081","http://clearml-fileserver:8081"]',
  )
})

t.test(
  'a sub-path: the web UI is told, its URL ends in it, and its files come from their own URL',
  async (t) => {
    const { config: made, manifests } = built({
      values: { domain: 'a.b', webserver: { subPath: 'clearml' } },
    })
    t.same(made.urls, { web: 'http://app.a.b/clearml', api: 'http://api.a.b', files: 'http://files.a.b' })
    const web = envOf(podOf(manifests, 'webserver').main)
    t.equal(web.CLEARML_SERVER_SUB_PATH, 'clearml')
    t.equal(web.WEBSERVER__baseHref, '"/clearml"')
    t.equal(web.WEBSERVER__useFilesProxy, 'false')
    const without = envOf(podOf(built({ values: { domain: 'a.b' } }).manifests, 'webserver').main)
    for (const name of ['CLEARML_SERVER_SUB_PATH', 'WEBSERVER__baseHref', 'WEBSERVER__useFilesProxy'])
      t.equal(without[name], undefined)
  },
)

t.test(
  'a sub-path that nginx, or the UI itself, needs is refused; so is a URL that leads elsewhere',
  async (t) => {
    for (const subPath of ['api', 'files', 'widgets', 'app', 'assets', 'a/b', '/clearml', ''])
      t.throws(() => built({ values: { webserver: { subPath } } }), {
        message:
          /webserver\.subPath: expected one step of a path: .* and none of api, app, assets, files, widgets/,
      })
    t.throws(() => built({ values: { webserver: { subPath: 'ml' }, urls: { web: 'https://a.b' } } }), {
      message: /urls\.web: expected a URL that ends in \/ml: webserver\.subPath says so/,
    })
    t.equal(
      config({ webserver: { subPath: 'ml' }, urls: { web: 'https://a.b/ml/' } }).urls.web,
      'https://a.b/ml',
    )
  },
)

t.test('what a sub-path cannot do is said', async (t) => {
  const warned = (values: ValuesInput) => built({ values }).warnings.join('\n')
  t.match(
    warned({ domain: 'a.b', webserver: { subPath: 'ml' } }),
    /Open the web UI as http:\/\/app\.a\.b\/ml\/, with the slash at its end/,
  )
  t.match(warned({ urls: { web: 'https://a.b/ml' } }), /urls\.web has a path .*webserver\.subPath/)
  t.notMatch(warned({ urls: { web: 'https://a.b/' } }), /has a path|with the slash/)
})
