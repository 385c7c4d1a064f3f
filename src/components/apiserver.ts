/** The API server: everything goes through it. It listens only after its stores answer and migrations have run. */
import type { Literal } from '../dsl/index.js'
import { configuration } from './configuration.js'
import { credentials } from './credentials.js'
import { deployment, httpProbes } from './deployment.js'
import { disruptionBudget } from './disruptionBudget.js'
import type { Installation } from './installation.js'
import { env, mainContainer, podTemplate } from './pod.js'
import { processesEnv } from './processes.js'
import { configDirEnv, deletionEnv, setting } from './serverEnv.js'
import { containerPorts, service, serviceAccount } from './service.js'
import { startCommand } from './startCommand.js'
import { storeParts, storesOf } from './stores.js'
import { guestEnv } from './users.js'
import { storeReady } from './waits.js'
import { watchdogEnv } from './watchdog.js'

export const apiserver: Literal<Installation['apiserver'], Installation> = {
  serviceAccount: ({ $ }) => serviceAccount($, 'apiserver'),
  service: ({ $ }) => service($, 'apiserver'),
  disruptionBudget: ({ $ }) => disruptionBudget($, 'apiserver'),
  deployment: ({ $ }) => {
    const keys = credentials($, 'apiserver')
    const stores = storeParts($, 'apiserver')
    const files = configuration($)
    const { replicas, prePopulate } = $.values.apiserver
    const container = mainContainer($, 'apiserver', {
      command: startCommand({
        role: 'apiserver',
        files: keys.files,
        waits: storesOf('apiserver').flatMap((of) => storeReady($.values, of)),
        waitSeconds: $.values.start.waitSeconds,
      }),
      ports: containerPorts('apiserver'),
      env: [
        ...stores.env,
        ...env({
          ...configDirEnv([...files.directories, keys.directory]),
          ...setting('apiserver.auth.session_auth_cookie_name', $.config.cookie.name),
          ...($.config.cookie.domain === null
            ? {}
            : setting('apiserver.auth.cookies.domain', `.${$.config.cookie.domain}`)),
          ...setting('apiserver.auth.cookies.secure', $.config.cookie.secure),
          ...deletionEnv($),
          ...guestEnv($),
          ...watchdogEnv($.values),
          ...processesEnv($.values),
          ...(prePopulate.enabled
            ? {
                ...setting('apiserver.pre_populate.enabled', true),
                ...setting('apiserver.pre_populate.zip_files', prePopulate.zipFiles),
              }
            : {}),
        }),
      ],
      ...httpProbes($, '/debug.ping'),
      volumeMounts: [
        ...keys.volumeMounts,
        ...files.volumeMounts,
        ...stores.volumeMounts,
        { name: 'logs', mountPath: '/var/log/clearml' },
      ],
    })
    const template = podTemplate($, 'apiserver', {
      annotations: { ...files.annotations, ...keys.annotations },
      initContainers: keys.initContainers,
      containers: [container],
      volumes: [...keys.volumes, ...files.volumes, ...stores.volumes, { name: 'logs', emptyDir: {} }],
    })
    return deployment($, 'apiserver', replicas, { type: 'RollingUpdate' }, template)
  },
}
