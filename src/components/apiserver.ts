/** The API server: everything goes through it. It listens only after its stores answer and migrations have run. */
import type { Literal } from '../dsl/index.js'
import { configuration } from './configuration.js'
import { credentials } from './credentials.js'
import { deployment, httpProbes } from './deployment.js'
import type { Installation } from './installation.js'
import { env, mainContainer, podTemplate } from './pod.js'
import { configDirEnv, deletionEnv, elasticsearchEnv, mongodbEnv, redisEnv, setting } from './serverEnv.js'
import { containerPorts, service, serviceAccount } from './service.js'
import { startCommand } from './startCommand.js'
import { elasticsearchReady, mongodbReady, redisReady } from './waits.js'

export const apiserver: Literal<Installation['apiserver'], Installation> = {
  serviceAccount: ({ $ }) => serviceAccount($, 'apiserver'),
  service: ({ $ }) => service($, 'apiserver'),
  deployment: ({ $ }) => {
    const keys = credentials($, 'apiserver')
    const files = configuration($)
    const { replicas, prePopulate } = $.values.apiserver
    const container = mainContainer($, 'apiserver', {
      command: startCommand({
        role: 'apiserver',
        files: keys.files,
        waits: [elasticsearchReady, mongodbReady, redisReady],
        waitSeconds: $.values.start.waitSeconds,
      }),
      ports: containerPorts('apiserver'),
      env: env({
        ...elasticsearchEnv,
        ...mongodbEnv,
        ...redisEnv,
        ...configDirEnv([...files.directories, keys.directory]),
        ...setting('apiserver.auth.session_auth_cookie_name', $.config.cookie.name),
        ...($.config.cookie.domain === null
          ? {}
          : setting('apiserver.auth.cookies.domain', `.${$.config.cookie.domain}`)),
        ...setting('apiserver.auth.cookies.secure', $.config.cookie.secure),
        ...deletionEnv($),
        ...(prePopulate.enabled
          ? {
              ...setting('apiserver.pre_populate.enabled', true),
              ...setting('apiserver.pre_populate.zip_files', prePopulate.zipFiles),
            }
          : {}),
      }),
      ...httpProbes($, '/debug.ping'),
      volumeMounts: [
        ...keys.volumeMounts,
        ...files.volumeMounts,
        { name: 'logs', mountPath: '/var/log/clearml' },
      ],
    })
    const template = podTemplate($, 'apiserver', {
      annotations: files.annotations,
      initContainers: keys.initContainers,
      containers: [container],
      volumes: [...keys.volumes, ...files.volumes, { name: 'logs', emptyDir: {} }],
    })
    return deployment($, 'apiserver', replicas, 'RollingUpdate', template)
  },
}
