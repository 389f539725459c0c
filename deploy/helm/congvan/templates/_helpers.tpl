{{- define "congvan.labels" -}}
app.kubernetes.io/name: congvan
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* The same for every container: nothing may be written, nobody is root. */}}
{{- define "congvan.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "congvan.tag" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "congvan.image" -}}
{{ .Values.image.repository }}:{{ include "congvan.tag" . }}
{{- end }}

{{/* Workers of two tags are side by side. */}}
{{- define "congvan.workerName" -}}
{{- if .Values.worker.deployment -}}
{{ .Release.Name }}-worker-{{ include "congvan.tag" . | lower | replace "." "-" | replace "_" "-" | trunc 30 | trimSuffix "-" }}
{{- else -}}
{{ .Release.Name }}-worker
{{- end -}}
{{- end }}

{{/* What the API, the workers and the migration have in common. */}}
{{- define "congvan.environment" -}}
envFrom:
  - secretRef: { name: {{ .Values.existingSecret }} }
env:
  - { name: TEMPORAL_ADDRESS, value: "{{ .Release.Name }}-temporal-frontend:7233" }
  - { name: TEMPORAL_NAMESPACE, value: {{ .Values.temporal.namespace | quote }} }
  - { name: PUBLIC_URL, value: {{ .Values.publicUrl | quote }} }
  - { name: OIDC_ISSUER, value: {{ .Values.oidc.issuer | quote }} }
  - { name: OIDC_CLIENT_ID, value: {{ .Values.oidc.clientId | quote }} }
  - { name: OIDC_AUDIENCE, value: {{ .Values.oidc.audience | quote }} }
  - { name: MAIL_FROM, value: {{ .Values.mail.from | quote }} }
  - { name: CLAMD_ADDRESS, value: {{ .Values.clamdAddress | quote }} }
  - { name: S3_BUCKET, value: {{ .Values.storage.bucket | quote }} }
  - { name: S3_ENDPOINT, value: {{ .Values.storage.endpoint | quote }} }
  - { name: S3_REGION, value: {{ .Values.storage.region | quote }} }
  - { name: TRUSTED_PROXIES, value: {{ .Values.trustedProxies | quote }} }
  {{- if .Values.tracing.endpoint }}
  - { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ .Values.tracing.endpoint | quote }} }
  - { name: OTEL_TRACES_SAMPLER_ARG, value: {{ .Values.tracing.sampledShare | quote }} }
  {{- end }}
{{- end }}

{{- define "congvan.volumes" -}}
volumes:
  - name: data
    persistentVolumeClaim: { claimName: {{ .Values.data.existingClaim | default (printf "%s-data" .Release.Name) }} }
  - { name: tmp, emptyDir: {} }
{{- end }}

{{- define "congvan.volumeMounts" -}}
volumeMounts:
  - { name: data, mountPath: /data }
  - { name: tmp, mountPath: /tmp }
{{- end }}

{{- define "congvan.temporalEnvironment" -}}
env:
  - { name: TEMPORAL_POSTGRES_HOST, value: {{ .Values.temporal.postgres.host | quote }} }
  - { name: TEMPORAL_POSTGRES_PORT, value: {{ .Values.temporal.postgres.port | quote }} }
  - { name: TEMPORAL_POSTGRES_USER, value: {{ .Values.temporal.postgres.user | quote }} }
  - { name: TEMPORAL_POSTGRES_TLS, value: {{ .Values.temporal.postgres.tls | quote }} }
  - { name: TEMPORAL_POSTGRES_CONNECTIONS, value: {{ .Values.temporal.postgres.connections | quote }} }
  - name: TEMPORAL_POSTGRES_PASSWORD
    valueFrom: { secretKeyRef: { name: {{ .Values.existingSecret }}, key: TEMPORAL_POSTGRES_PASSWORD } }
  - { name: TEMPORAL_SHARDS, value: {{ .Values.temporal.shards | quote }} }
  - { name: TEMPORAL_LIST_INDEXES, value: {{ .Values.temporal.listIndexes | quote }} }
  - name: TEMPORAL_BROADCAST_ADDRESS
    valueFrom: { fieldRef: { fieldPath: status.podIP } }
{{- end }}
