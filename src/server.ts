/** The base installation: what is derived from the values, and one line per component. */
import { apiserver } from './components/apiserver.js'
import { serverArrows } from './components/arrows.js'
import { asyncdelete } from './components/asyncdelete.js'
import { configurationConfigMap } from './components/configuration.js'
import { cookieName } from './components/cookie.js'
import { credentialsConfigMap, credentialsRole, credentialsRoleBinding } from './components/credentials.js'
import { defaultVolume } from './components/dataVolume.js'
import { elasticsearch } from './components/elasticsearch.js'
import { credentialsExternalSecret } from './components/externalSecret.js'
import { fileserver } from './components/fileserver.js'
import { image } from './components/images.js'
import type { Component, Config, Entry, Installation, Serving, VolumeOf } from './components/installation.js'
import { mongodb } from './components/mongodb.js'
import { namespace } from './components/namespace.js'
import { networkPolicies } from './components/networkPolicies.js'
import { redis } from './components/redis.js'
import { retentionConfigMap, retentionCronJob, retentionServiceAccount } from './components/retention.js'
import { serviceUrl } from './components/service.js'
import { publicUrl, sharedDomain } from './components/urls.js'
import { usersConfigMap } from './components/users.js'
import { webserver } from './components/webserver.js'
import { data, hidden, type Literal, type Obj, obj, type Scope } from './dsl/index.js'
import type { Values } from './values/table.js'

type Late<A> = (scope: Scope<unknown, Installation>) => A

const imageOf =
  (component: Component): Late<string> =>
  ({ $ }) =>
    image($.values, component)

const volumeOf =
  (of: VolumeOf): Late<Config['volumes'][VolumeOf]> =>
  ({ $ }) =>
    defaultVolume($.values, of)

const urlOf =
  (of: 'web' | 'api' | 'files'): Late<string | null> =>
  ({ $ }) =>
    publicUrl($.values, $.config.scheme, of)

const inside: Entry = { type: 'ClusterIP', nodePort: null }

const config: Literal<Config, Installation> = {
  images: {
    apiserver: imageOf('apiserver'),
    webserver: imageOf('webserver'),
    fileserver: imageOf('fileserver'),
    asyncdelete: imageOf('asyncdelete'),
    elasticsearch: imageOf('elasticsearch'),
    mongodb: imageOf('mongodb'),
    redis: imageOf('redis'),
  },
  scheme: ({ $ }) => $.values.urls.scheme ?? 'http',
  urls: { web: urlOf('web'), api: urlOf('api'), files: urlOf('files') },
  filesPrefixes: ({ $, self }) => {
    const listed = [self.urls.files, ...$.values.urls.otherFiles, serviceUrl('fileserver')]
    return [...new Set(listed.filter((url) => url !== null))]
  },
  cookie: {
    name: ({ $ }) => cookieName($.values),
    domain: ({ $ }) => $.values.auth.cookieDomain ?? sharedDomain($.config.urls),
    secure: ({ $ }) => $.config.urls.web?.startsWith('https:') ?? false,
  },
  volumes: {
    elasticsearch: volumeOf('elasticsearch'),
    mongodb: volumeOf('mongodb'),
    redis: volumeOf('redis'),
    fileserver: volumeOf('fileserver'),
  },
  entries: { webserver: inside, apiserver: inside, fileserver: inside },
  arrows: ({ $ }) => serverArrows($),
  profile: 'none',
  supplementalGroups: [],
}

/** Nothing, until an overlay edits it. */
const notServing: Serving = {
  serviceAccount: null,
  configMap: null,
  service: null,
  deployment: null,
  autoscaler: null,
  ingress: null,
}

/** The installation that `values` describe, before overlays edit it. */
export const server = (values: Values): Obj<Installation> =>
  obj<Installation>(
    {
      values: hidden(data(values)),
      config: hidden(config),
      namespace: { namespace: ({ $ }) => namespace($) },
      configuration: { configMap: ({ $ }) => configurationConfigMap($) },
      credentials: {
        configMap: ({ $ }) => credentialsConfigMap($),
        role: ({ $ }) => credentialsRole($),
        roleBinding: ({ $ }) => credentialsRoleBinding($),
        users: ({ $ }) => usersConfigMap($),
        externalSecret: ({ $ }) => credentialsExternalSecret($),
      },
      apiserver,
      webserver,
      fileserver,
      asyncdelete,
      elasticsearch,
      mongodb,
      redis,
      expose: {
        ingress: null,
        pathsIngress: null,
        middleware: null,
        gateway: null,
        redirect: null,
        webserverRoute: null,
        apiserverRoute: null,
        fileserverRoute: null,
        webserverBackend: null,
        apiserverBackend: null,
        fileserverBackend: null,
      },
      network: { policies: ({ $ }) => networkPolicies($) },
      retention: {
        serviceAccount: ({ $ }) => retentionServiceAccount($),
        configMap: ({ $ }) => retentionConfigMap($),
        cronJob: ({ $ }) => retentionCronJob($),
      },
      agents: {
        programs: null,
        configuration: null,
        cache: null,
        static: { serviceAccount: null, deployment: null },
        services: { serviceAccount: null, deployment: null },
        glue: {},
      },
      serving: {
        inference: notServing,
        statistics: notServing,
        triton: notServing,
        operators: {},
      },
    },
    'clearml-manifests',
  )
