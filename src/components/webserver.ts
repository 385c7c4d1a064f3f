/** The web UI: nginx with the single-page application, and a proxy to the API and the files. */
import type { Literal } from '../dsl/index.js'
import type { JsonObject } from '../json.js'
import { checksum } from './configuration.js'
import { credentials } from './credentials.js'
import { deployment, httpProbes } from './deployment.js'
import { disruptionBudget } from './disruptionBudget.js'
import type { Installation } from './installation.js'
import { metadata } from './metadata.js'
import { env, mainContainer, podTemplate } from './pod.js'
import { containerPorts, service, serviceAccount, serviceUrl } from './service.js'
import { startCommand } from './startCommand.js'
import { webSettings } from './urls.js'

const NAME = 'clearml-webserver'

/** The one company of an open-source server. Source: `apiserver.default_company` in clearml-server. */
const COMPANY = 'd1bd92a3b039400cbafc60a7a5b1e52b'

/** Settings that the user gave, as the text of configuration.json, or `null` when there are none. */
const settingsFile = (settings: JsonObject): Readonly<Record<string, string>> | null =>
  Object.keys(settings).length === 0
    ? null
    : { 'configuration.json': `${JSON.stringify(settings, null, 2)}\n` }

export const webserver: Literal<Installation['webserver'], Installation> = {
  serviceAccount: ({ $ }) => serviceAccount($, 'webserver'),
  service: ({ $ }) => service($, 'webserver'),
  disruptionBudget: ({ $ }) => disruptionBudget($, 'webserver'),
  configMap: ({ $ }) => {
    const data = settingsFile($.values.webserver.configuration)
    return data === null
      ? null
      : { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata($.values, NAME, 'webserver'), data }
  },
  deployment: ({ $ }) => {
    const keys = credentials($, 'webserver')
    const { replicas, disableIPv6, subPath, configuration } = $.values.webserver
    const data = settingsFile(configuration)
    const open = $.values.auth.mode === 'open'
    const container = mainContainer($, 'webserver', {
      // nginx needs only the names of the API server and the fileserver, so that the UI can say that they are down.
      command: startCommand({
        role: 'webserver',
        files: [],
        waits: [],
        waitSeconds: $.values.start.waitSeconds,
        envFromFiles: open
          ? { USER_KEY: `${keys.directory}/webserver-key`, USER_SECRET: `${keys.directory}/webserver-secret` }
          : {},
      }),
      ports: containerPorts('webserver'),
      env: env({
        NGINX_APISERVER_ADDRESS: serviceUrl('apiserver'),
        NGINX_FILESERVER_ADDRESS: serviceUrl('fileserver'),
        ...(disableIPv6 ? { DISABLE_NGINX_IPV6: 'true' } : {}),
        ...(subPath === null ? {} : { CLEARML_SERVER_SUB_PATH: subPath }),
        ...(open ? { COMPANY_ID: COMPANY } : {}),
        // The values must be JSON: a bare URL ends the container.
        ...Object.fromEntries(
          Object.entries(webSettings($.config, subPath)).map(([key, value]) => [
            `WEBSERVER__${key}`,
            JSON.stringify(value),
          ]),
        ),
      }),
      ...httpProbes($, '/'),
      volumeMounts: [
        ...keys.volumeMounts,
        ...(data === null
          ? []
          : [{ name: 'configuration', mountPath: '/mnt/external_files/configs', readOnly: true }]),
      ],
    })
    const template = podTemplate($, 'webserver', {
      annotations: { ...(data === null ? {} : checksum(data)), ...keys.annotations },
      initContainers: keys.initContainers,
      containers: [container],
      volumes: [
        ...keys.volumes,
        ...(data === null ? [] : [{ name: 'configuration', configMap: { name: NAME } }]),
      ],
    })
    return deployment($, 'webserver', replicas, { type: 'RollingUpdate' }, template)
  },
}
