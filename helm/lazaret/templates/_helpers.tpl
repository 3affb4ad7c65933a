{{- define "lazaret.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "lazaret.fullname" -}}
{{- $name := include "lazaret.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What chooses the pods of a component: (list . "app"). */}}
{{- define "lazaret.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ include "lazaret.name" $root }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "lazaret.labels" -}}
{{- $root := index . 0 -}}
{{ include "lazaret.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- with $root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "lazaret.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}
{{- end }}

{{- define "lazaret.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "lazaret.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "lazaret.podSecurity" -}}
runAsNonRoot: true
{{- with .Values.securityContext.runAsUser }}
runAsUser: {{ int64 . }}
{{- end }}
{{- with .Values.securityContext.runAsGroup }}
runAsGroup: {{ int64 . }}
{{- end }}
{{- with .Values.securityContext.fsGroup }}
fsGroup: {{ int64 . }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "lazaret.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* What the pods of app and audit have in common. */}}
{{- define "lazaret.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
securityContext:
  {{- include "lazaret.podSecurity" . | nindent 2 }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "lazaret.probes" -}}
startupProbe:
  httpGet:
    path: /livez
    port: http
  periodSeconds: {{ .Values.probes.startup.periodSeconds }}
  failureThreshold: {{ .Values.probes.startup.failureThreshold }}
livenessProbe:
  httpGet:
    path: /livez
    port: http
  periodSeconds: {{ .Values.probes.liveness.periodSeconds }}
  timeoutSeconds: {{ .Values.probes.liveness.timeoutSeconds }}
  failureThreshold: {{ .Values.probes.liveness.failureThreshold }}
readinessProbe:
  httpGet:
    path: /readyz
    port: http
  periodSeconds: {{ .Values.probes.readiness.periodSeconds }}
  timeoutSeconds: {{ .Values.probes.readiness.timeoutSeconds }}
  failureThreshold: {{ .Values.probes.readiness.failureThreshold }}
{{- end }}

{{/* Kafka's own names for what kafka.tls and kafka.sasl say, under those of kafka.properties. The
     values of Secrets are read by the client from where they are mounted. */}}
{{- define "lazaret.kafkaProperties" -}}
{{- $tls := .Values.kafka.tls -}}
{{- $sasl := .Values.kafka.sasl -}}
{{- $properties := dict -}}
{{- if or $tls.enabled $sasl.mechanism -}}
{{- $protocol := ternary (ternary "SASL_SSL" "SASL_PLAINTEXT" $tls.enabled) "SSL" (ne $sasl.mechanism "") -}}
{{- $_ := set $properties "security.protocol" $protocol -}}
{{- $_ := set $properties "config.providers" "dir" -}}
{{- $_ := set $properties "config.providers.dir.class" "org.apache.kafka.common.config.provider.DirectoryConfigProvider" -}}
{{- $_ := set $properties "config.providers.dir.param.allowed.paths" "/etc/lazaret-secrets" -}}
{{- end -}}
{{- if and $tls.enabled $tls.caSecret -}}
{{- $_ := set $properties "ssl.truststore.type" "PEM" -}}
{{- $_ := set $properties "ssl.truststore.location" (printf "/etc/lazaret-secrets/ca/%s" $tls.caKey) -}}
{{- end -}}
{{- if and $tls.enabled $tls.clientSecret -}}
{{- $_ := set $properties "ssl.keystore.type" "PEM" -}}
{{- $_ := set $properties "ssl.keystore.certificate.chain" (printf "${dir:/etc/lazaret-secrets/client:%s}" $tls.clientCertificateKey) -}}
{{- $_ := set $properties "ssl.keystore.key" (printf "${dir:/etc/lazaret-secrets/client:%s}" $tls.clientPrivateKeyKey) -}}
{{- end -}}
{{- if $sasl.mechanism -}}
{{- $_ := set $properties "sasl.mechanism" $sasl.mechanism -}}
{{- $module := ternary "plain.PlainLoginModule" "scram.ScramLoginModule" (eq $sasl.mechanism "PLAIN") -}}
{{- $jaas := printf "org.apache.kafka.common.security.%s required username=\"${dir:/etc/lazaret-secrets/sasl:%s}\" password=\"${dir:/etc/lazaret-secrets/sasl:%s}\";" $module $sasl.usernameKey $sasl.passwordKey -}}
{{- if $sasl.jaasKey -}}
{{- $jaas = printf "${dir:/etc/lazaret-secrets/sasl:%s}" $sasl.jaasKey -}}
{{- end -}}
{{- $_ := set $properties "sasl.jaas.config" $jaas -}}
{{- end -}}
{{- toYaml (merge (deepCopy .Values.kafka.properties) $properties) -}}
{{- end }}

{{/* Secrets for Kafka as volumes: (list . clientSecret saslSecret). */}}
{{- define "lazaret.kafkaVolumes" -}}
{{- $root := index . 0 -}}
{{- $tls := $root.Values.kafka.tls -}}
{{- if and $tls.enabled $tls.caSecret }}
- name: kafka-ca
  secret:
    secretName: {{ $tls.caSecret }}
    defaultMode: 0440
{{- end }}
{{- if and $tls.enabled $tls.clientSecret }}
- name: kafka-client
  secret:
    secretName: {{ index . 1 }}
    defaultMode: 0440
{{- end }}
{{- if $root.Values.kafka.sasl.mechanism }}
- name: kafka-sasl
  secret:
    secretName: {{ index . 2 }}
    defaultMode: 0440
{{- end }}
{{- end }}

{{- define "lazaret.kafkaMounts" -}}
{{- $tls := .Values.kafka.tls -}}
{{- if and $tls.enabled $tls.caSecret }}
- name: kafka-ca
  mountPath: /etc/lazaret-secrets/ca
  readOnly: true
{{- end }}
{{- if and $tls.enabled $tls.clientSecret }}
- name: kafka-client
  mountPath: /etc/lazaret-secrets/client
  readOnly: true
{{- end }}
{{- if .Values.kafka.sasl.mechanism }}
- name: kafka-sasl
  mountPath: /etc/lazaret-secrets/sasl
  readOnly: true
{{- end }}
{{- end }}

{{/* The settings file of the app. */}}
{{- define "lazaret.settings" -}}
{{- $kafka := dict "bootstrapServers" .Values.kafka.bootstrapServers "applicationId" .Values.kafka.applicationId -}}
{{- with fromYaml (include "lazaret.kafkaProperties" .) -}}
{{- $_ := set $kafka "properties" . -}}
{{- end -}}
{{- $topics := pick .Values.topics "incoming" "cleared" "quarantined" "rejected" "verdicts" -}}
{{- $own := dict
      "kafka" $kafka
      "topics" $topics
      "falsePositiveRate" .Values.falsePositiveRate
      "limits" (dict "imageBytes" (int64 .Values.imageBytes))
      "device" (ternary "gpu" "cpu" .Values.gpu.enabled)
      "http" (dict "host" "0.0.0.0" "port" 8080)
      "logFormat" .Values.logFormat
      "stateDirectory" "/var/lib/lazaret/state"
      "stopGraceSeconds" (int64 .Values.stopGraceSeconds) -}}
{{- with .Values.bundles.served -}}
{{- $bundles := dict -}}
{{- range $modality, $directory := . -}}
{{- $_ := set $bundles $modality (printf "/bundles/%s" $directory) -}}
{{- end -}}
{{- $_ := set $own "bundles" $bundles -}}
{{- end -}}
{{- if .Values.rollout.enabled -}}
{{- $_ := set $own "rollout" (dict "directory" (printf "/bundles/%s" .Values.rollout.directory) "topic" .Values.rollout.topic "shadowTopic" .Values.rollout.shadowTopic) -}}
{{- end -}}
{{- $_ := set $own "campaigns" .Values.campaigns -}}
{{- with .Values.trustedKeys -}}
{{- $_ := set $own "trustedKeys" (keys . | sortAlpha) -}}
{{- end -}}
{{- if or .Values.objects.buckets .Values.objects.directories -}}
{{- $paths := list -}}
{{- range .Values.objects.directories -}}
{{- $paths = append $paths .path -}}
{{- end -}}
{{- $_ := set $own "objects" (dict "buckets" .Values.objects.buckets "directories" $paths "bytes" (int64 .Values.objects.bytes) "s3" (pick .Values.s3 "url" "region")) -}}
{{- end -}}
{{- toYaml (mustMergeOverwrite (deepCopy .Values.settings) $own) -}}
{{- end }}

{{- define "lazaret.awsEnv" -}}
{{- if .Values.s3.secret }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ .Values.s3.secret }}
      key: {{ .Values.s3.accessKeyIdKey }}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.s3.secret }}
      key: {{ .Values.s3.secretAccessKeyKey }}
{{- end }}
{{- end }}

{{/* A NetworkPolicy's rules: (list . usesObjectStore). */}}
{{- define "lazaret.traffic" -}}
{{- $root := index . 0 -}}
{{- $policy := $root.Values.networkPolicy -}}
policyTypes: [Ingress, Egress]
ingress:
  - ports:
      - port: http
        protocol: TCP
    {{- with $policy.from }}
    from:
      {{- toYaml . | nindent 6 }}
      - podSelector:
          matchLabels:
            {{- include "lazaret.selector" (list $root "test") | nindent 12 }}
    {{- end }}
egress:
  - ports:
      - port: 53
        protocol: UDP
      - port: 53
        protocol: TCP
  - ports:
      {{- $ports := list }}
      {{- range $policy.kafkaPorts }}
      {{- $ports = append $ports (int64 .) }}
      {{- end }}
      {{- if not $ports }}
      {{- range splitList "," $root.Values.kafka.bootstrapServers }}
      {{- $ports = append $ports (regexFind "[0-9]+$" . | int64) }}
      {{- end }}
      {{- end }}
      {{- range uniq $ports }}
      - port: {{ . }}
        protocol: TCP
      {{- end }}
    {{- with $policy.kafkaTo }}
    to:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  {{- if index . 1 }}
  - ports:
      - port: {{ int64 $policy.objectStorePort }}
        protocol: TCP
    {{- with $policy.objectStoreTo }}
    to:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  {{- end }}
  {{- with $policy.extraEgress }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
