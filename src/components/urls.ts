/** The URL model: what follows from the public URLs. */
import { subPathOf } from '../values/subPath.js'
import type { Values } from '../values/table.js'
import type { Config, Urls } from './installation.js'
import { ports } from './service.js'

/** Host names below `domain`, as ClearML's UI and clients expect them: app., api., files. */
const subdomains = { web: 'app', api: 'api', files: 'files' } as const

export const hostBelow = (domain: string, of: keyof Urls): string => `${subdomains[of]}.${domain}`

const entranceOf = { web: 'webserver', api: 'apiserver', files: 'fileserver' } as const

/** The public URL that the values alone give: said outright, below `domain`, or that of `kubectl port-forward`. */
export const publicUrl = (values: Values, scheme: string, of: keyof Urls): string | null => {
  const path = of === 'web' ? subPathOf(values) : ''
  if (values.urls[of] !== null) return values.urls[of]
  if (values.domain !== null) return `${scheme}://${hostBelow(values.domain, of)}${path}`
  return values.urls.portForward ? `http://localhost:${ports[entranceOf[of]].port}${path}` : null
}

/** Not by `URL`, which throws: an overlay of code may give any text. */
const hostOf = (url: string): string =>
  (/^[A-Za-z]+:\/\/(\[[^\]]*\]|[^/:]*)/.exec(url)?.[1] ?? url).toLowerCase()

/**
 * The domain of the sign-in cookie, which the API's host sets and the web UI's host must see, because the UI loads
 * files through itself. One host needs none; several hosts need the parent that they share, of at least two labels.
 */
export const sharedDomain = (urls: Urls): string | null => {
  const hosts = [urls.web, urls.api, urls.files].flatMap((url) => (url === null ? [] : [hostOf(url)]))
  if (new Set(hosts).size < 2) return null
  const [first = [], ...others] = hosts.map((host) => host.split('.').toReversed())
  const apart = first.findIndex((label, i) => others.some((other) => other[i] !== label))
  const shared = apart === -1 ? first : first.slice(0, apart)
  const isAddress = /^\d+$/.test(first[0] ?? '')
  return shared.length < 2 || isAddress ? null : shared.toReversed().join('.')
}

/**
 * Where the web UI finds the API and the files, as settings of its configuration.json. Hosts that share no parent
 * cannot share the cookie: then the UI reaches the API through its own nginx, below `/api`.
 * Source: `environments/base.ts` of clearml/clearml-web; the nginx template of clearml/clearml-server.
 *
 * Below a sub-path the UI's router must know of it, and its proxy for files, at `/files` of the host, is not there: files
 * come from their own URL. What is said of the API then counts for nothing: the UI takes the proxy below the sub-path.
 * Source: `main.ts` and `shared/utils/url.ts` of clearml/clearml-web.
 */
export const webSettings = (
  config: Config,
  subPath: string | null = null,
): Readonly<Record<string, unknown>> => {
  const { web, api, files } = config.urls
  const displayed = {
    ...(api === null ? {} : { apiServer: api }),
    ...(files === null ? {} : { filesServer: files }),
  }
  const apart = web !== null && api !== null && hostOf(web) !== hostOf(api) && config.cookie.domain === null
  return {
    ...(api === null ? {} : { apiBaseUrl: apart ? `${web}/api` : api }),
    ...(files === null ? {} : { fileBaseUrl: files }),
    ...(Object.keys(displayed).length === 0 ? {} : { displayedServerUrls: displayed }),
    ...(subPath === null ? {} : { baseHref: `/${subPath}`, useFilesProxy: false }),
  }
}
