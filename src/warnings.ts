import { isPods } from './components/arrow.js'
import { CONTROLLER } from './components/elsewhere.js'
import type { Config } from './components/installation.js'
import { defaultValues } from './values/defaults.js'
import { idleWarnings } from './values/idleWarnings.js'
import { outsideWarnings } from './values/outsideWarnings.js'
import type { Values } from './values/table.js'

/** What will not work as the installation stands, whatever the overlays: one sentence each. */
export const warnings = (values: Values, config: Config): ReadonlyArray<string> => [
  ...(config.urls.files === null && values.server.enabled
    ? [
        'The public URL of the fileserver is not known: files of deleted tasks are not deleted, and agents and SDKs ' +
          'cannot be told where to upload. Set `domain`, `urls.files`, or `expose.host` with the overlay expose.',
      ]
    : []),
  ...(values.urls.portForward &&
  !Object.values(config.urls).some((url) => /^http:\/\/localhost:80/.test(url ?? ''))
    ? ['`urls.portForward` is not used: other values give the URLs.']
    : []),
  ...(values.auth.mode === 'open' && values.server.enabled
    ? ['Sign-in is open: everybody who reaches the web UI is an administrator.']
    : []),
  ...(values.server.enabled ? outsideWarnings(values) : []),
  ...idleWarnings(values),
  ...unledTo(values, config),
  ...(values.server.enabled ? [...plainHttp(values, config), ...belowPath(values, config)] : []),
]

/** Ports of a controller to which nobody is led. */
const unledTo = ({ networkPolicies }: Values, { arrows }: Config): ReadonlyArray<string> => {
  const { ports } = networkPolicies.ingress.controller
  const isGiven = ports.join() !== defaultValues.networkPolicies.ingress.controller.ports.join()
  return networkPolicies.enabled && isGiven && !arrows.some(({ to }) => !isPods(to) && to.name === CONTROLLER)
    ? [
        'networkPolicies.ingress.controller.ports does nothing here: nobody reaches the controller. Agents and serving do, where ' +
          'its namespaces or peers are given and the URLs of the server are public ones.',
      ]
    : []
}

/** What http without TLS gives away. Nothing leaves the machine where a URL is one of its own. */
const plainHttp = ({ auth }: Values, { urls: { web, api, files } }: Config): ReadonlyArray<string> => [
  ...(auth.mode === 'closed' && [web, api].some(isPlain)
    ? [
        'Users sign in over plain http: passwords, and the keys of SDKs and agents, can be read on the way. Give the way in ' +
          'a certificate; where TLS ends elsewhere, say urls.scheme=https.',
      ]
    : []),
  ...(web?.startsWith('https:') && files?.startsWith('http:')
    ? [
        `The web UI is https and the files URL ${files} http: browsers do not load images and plots of such a page (mixed content).`,
      ]
    : []),
]

const isPlain = (url: string | null): boolean =>
  url !== null && /^http:/i.test(url) && !/^http:\/\/(localhost|127\.[\d.]+|\[::1\])(:|\/|$)/i.test(url)

/** What ClearML cannot do below a path. Source: `clearml_subpath.conf.template` of clearml/clearml-server. */
const belowPath = ({ webserver: { subPath } }: Values, { urls: { web } }: Config): ReadonlyArray<string> => {
  if (subPath === null) {
    return web !== null && /^https?:\/\/[^/]+\/./.test(web)
      ? [
          `urls.web has a path (${web}), but the web UI is served at /: it does not find its own files there, unless ` +
            'webserver.subPath says the path.',
        ]
      : []
  }
  return [
    `Open the web UI as ${web ?? `https://HOST/${subPath}`}/, with the slash at its end: asked for /${subPath} alone, its nginx calls itself until it has no connection left.`,
  ]
}
