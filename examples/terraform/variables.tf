# Every input of ministryofjustice/moj-terraform-scim-github and …-scim-entra-id is here under its name. Either source alone, or both in one stack.

variable "github_organisation" {
  type        = string
  description = "GitHub organisation whose teams become groups; null leaves GitHub out"
  default     = null
}

variable "github_app_id" {
  type        = string
  description = "App ID or Client ID of a GitHub App with the organisation permission Members: Read-only"
  default     = null
}

variable "github_app_installation_id" {
  type        = string
  description = "The App's installation; found by the organisation's name unless given"
  default     = null
}

variable "github_app_private_key" {
  type        = string
  description = "Deprecated: the key itself, which then stands in the Terraform state. Give github_app_private_key_secret_arn"
  default     = null
  sensitive   = true
}

variable "github_app_private_key_secret_arn" {
  type        = string
  description = "Secrets Manager secret that holds the App's private key, the .pem file"
  default     = null

  validation {
    condition     = var.github_app_private_key_secret_arn == null || can(regex("^arn:[a-z-]+:secretsmanager:", var.github_app_private_key_secret_arn))
    error_message = "Must be the ARN of a secret in Secrets Manager."
  }
}

variable "github_token" {
  type        = string
  description = "Deprecated: a token itself, with read:org, which then stands in the Terraform state. Give github_token_secret_arn"
  default     = null
  sensitive   = true
}

variable "github_token_secret_arn" {
  type        = string
  description = "Secrets Manager secret that holds a token with read:org, where no App is used"
  default     = null

  validation {
    condition     = var.github_token_secret_arn == null || can(regex("^arn:[a-z-]+:secretsmanager:", var.github_token_secret_arn))
    error_message = "Must be the ARN of a secret in Secrets Manager."
  }
}

variable "github_ignore_teams" {
  type        = list(string)
  description = "Slugs of teams that become no group"
  default     = ["all-org-members", "business-units"]
}

variable "sso_email_suffix" {
  type        = string
  description = "What follows the login to make a userName, as @example.com; null takes single sign-on's addresses"
  default     = null

  validation {
    condition     = var.sso_email_suffix == null || can(regex("^\\S+$", var.sso_email_suffix))
    error_message = "Must have no blank in it, as in @example.com."
  }
}

variable "azure_tenant_id" {
  type        = string
  description = "Entra tenant whose groups become groups; null leaves Entra out"
  default     = null
  sensitive   = true
}

variable "azure_client_id" {
  type        = string
  description = "Application (client) id of an app with GroupMember.Read.All and User.Read.All"
  default     = null
  sensitive   = true
}

variable "azure_client_secret" {
  type        = string
  description = "Deprecated: the secret itself, which then stands in the Terraform state. Give azure_client_secret_secret_arn, or neither: the role then proves itself by a federated credential"
  default     = null
  sensitive   = true
}

variable "azure_client_secret_secret_arn" {
  type        = string
  description = "Secrets Manager secret that holds the app's client secret"
  default     = null

  validation {
    condition     = var.azure_client_secret_secret_arn == null || can(regex("^arn:[a-z-]+:secretsmanager:", var.azure_client_secret_secret_arn))
    error_message = "Must be the ARN of a secret in Secrets Manager."
  }
}

variable "azure_groups_filter" {
  type        = list(string)
  description = "Graph's own $filter; the results of all are united"
  default     = ["startswith(displayName,'azure-aws-sso-')"]

  validation {
    condition     = length(var.azure_groups_filter) > 0
    error_message = "Must name at least one filter: none would be every group of the tenant."
  }
}

variable "azure_holding_group" {
  type        = string
  description = "A group of everybody who is in any other; null makes none"
  default     = "azure-aws-sso-all-members"
}

variable "sso_aws_region" {
  type        = string
  description = "Region of IAM Identity Center"
  default     = null
}

variable "sso_identity_store_id" {
  type        = string
  description = "Identity store, as d-1234567890; null asks SSO Admin for the only one of the Region"
  default     = null
  sensitive   = true
}

variable "not_dry_run" {
  type        = string
  description = "true: the schedule applies. Anything else: it plans, and keeps the plan beside the state"
  default     = "false"

  validation {
    condition     = contains(["true", "false"], lower(var.not_dry_run))
    error_message = "Must be true or false."
  }
}

variable "tags" {
  type        = map(any)
  description = "Tags of every resource that takes them"
  default     = {}
}

# What those modules had no input for.

variable "name" {
  type        = string
  description = "Name of the function and of what belongs to it"
  default     = "idpscim"

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,48}$", var.name))
    error_message = "Must be letters, digits and -, 48 at most."
  }
}

variable "stack" {
  type        = string
  description = "The stack's name in plans, state and metrics"
  default     = "sso"

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._-]*$", var.stack))
    error_message = "Must be letters, digits, dots, - and _."
  }
}

variable "schedule_expression" {
  type        = string
  description = "When a run begins, as EventBridge writes it"
  default     = "rate(2 hours)"

  validation {
    condition     = can(regex("^(rate|cron)\\(.+\\)$", var.schedule_expression))
    error_message = "Must be rate(…) or cron(…)."
  }
}

variable "schedule_enabled" {
  type        = bool
  description = "False where a state machine or a person starts the runs"
  default     = true
}

variable "configuration" {
  type        = any
  description = "Further keys of the configuration, as policy and lifecycle; they replace what this module writes under the same key"
  default     = {}
}

variable "extra_sources" {
  type        = any
  description = "Further sources, as the configuration has them, in front of GitHub and Entra"
  default     = []
}

variable "further_stacks" {
  type        = list(string)
  description = "Stacks that the same function serves for a state machine: each has its configuration at config/NAME.yaml in the bucket, and its state at NAME/state.json"
  default     = []

  validation {
    condition     = alltrue([for name in var.further_stacks : can(regex("^[A-Za-z0-9][A-Za-z0-9._-]*$", name))])
    error_message = "Must be names of letters, digits, dots, - and _."
  }
}

variable "extra_secret_arns" {
  type        = list(string)
  description = "Secrets that configuration and extra_sources name"
  default     = []
}

variable "scim_endpoint" {
  type        = string
  description = "Writes by SCIM instead of the Identity Store API: the endpoint of IAM Identity Center, Settings, Automatic provisioning"
  default     = null
}

variable "scim_access_token_secret_arn" {
  type        = string
  description = "Secret that holds its access token, which lives one year"
  default     = null
}

variable "state_kms_key_arn" {
  type        = string
  description = "Key that encrypts the state; null has S3 encrypt it by its own"
  default     = null
}

variable "bundle_dir" {
  type        = string
  description = "Folder of the bundle: npm run bundle; null is this repository's"
  default     = null
}

variable "runtime" {
  type        = string
  description = "Lambda runtime"
  default     = "nodejs24.x"

  validation {
    condition     = contains(["nodejs24.x", "nodejs22.x"], var.runtime)
    error_message = "Must be nodejs24.x or nodejs22.x."
  }
}

variable "memory_size" {
  type        = number
  description = "MiB; the processor's share grows with it"
  default     = 512
}

variable "timeout" {
  type        = number
  description = "Seconds; a run that needs longer stops in time, and the next one goes on where it stopped"
  default     = 300

  validation {
    condition     = var.timeout >= 30 && var.timeout <= 900
    error_message = "Must be from 30 to 900 seconds."
  }
}

variable "reserved_concurrent_executions" {
  type        = number
  description = "How many runs at once: one for one stack; -1 reserves nothing"
  default     = 1
}

variable "log_retention_days" {
  type        = number
  description = "How long logs are kept"
  default     = 365
}

variable "log_level" {
  type        = string
  description = "The least important line that is logged"
  default     = "info"

  validation {
    condition     = contains(["error", "warn", "info", "debug"], var.log_level)
    error_message = "Must be error, warn, info or debug."
  }
}

# Monitoring, by the names of the Entra module; then what it did not watch.

variable "enable_monitoring" {
  type        = bool
  description = "Whether there are alarms"
  default     = false
}

variable "alarm_email_endpoints" {
  type        = list(string)
  description = "Who gets the alarms by mail, where no topic is given; they must confirm the subscription"
  default     = []
}

variable "alarm_sns_topic_arn" {
  type        = string
  description = "A topic of yours for the alarms, whose policy lets CloudWatch publish; one is made unless given"
  default     = ""
}

variable "error_rate_threshold" {
  type        = number
  description = "Percent of failed runs that is too much"
  default     = 5

  validation {
    condition     = var.error_rate_threshold >= 0 && var.error_rate_threshold <= 100
    error_message = "Must be from 0 to 100."
  }
}

variable "duration_threshold_ms" {
  type        = number
  description = "Milliseconds of a run that are too many; null is nine tenths of the time-out"
  default     = null
}

variable "throttle_threshold" {
  type        = number
  description = "How many runs may be kept from beginning"
  default     = 1
}

variable "enable_error_alarm" {
  type        = bool
  description = "Alarm for failed runs"
  default     = true
}

variable "enable_error_rate_alarm" {
  type        = bool
  description = "Alarm for the share of failed runs"
  default     = true
}

variable "enable_duration_alarm" {
  type        = bool
  description = "Alarm for long runs"
  default     = true
}

variable "enable_throttle_alarm" {
  type        = bool
  description = "Alarm for runs that could not begin"
  default     = true
}

variable "enable_scheduled_job_alarm" {
  type        = bool
  description = "Alarm for a schedule that could not start the function"
  default     = true
}

variable "error_alarm_evaluation_periods" {
  type        = number
  description = "Periods in a row that must be bad"
  default     = 1
}

variable "error_rate_alarm_evaluation_periods" {
  type        = number
  description = "Periods in a row that must be bad"
  default     = 2
}

variable "duration_alarm_evaluation_periods" {
  type        = number
  description = "Periods in a row that must be bad"
  default     = 1
}

variable "throttle_alarm_evaluation_periods" {
  type        = number
  description = "Periods in a row that must be bad"
  default     = 1
}

variable "scheduled_job_alarm_evaluation_periods" {
  type        = number
  description = "Periods in a row that must be bad"
  default     = 1
}

variable "error_alarm_period" {
  type        = number
  description = "Seconds of one period"
  default     = 300
}

variable "error_rate_alarm_period" {
  type        = number
  description = "Seconds of one period"
  default     = 300
}

variable "duration_alarm_period" {
  type        = number
  description = "Seconds of one period"
  default     = 300
}

variable "throttle_alarm_period" {
  type        = number
  description = "Seconds of one period"
  default     = 300
}

variable "scheduled_job_alarm_period" {
  type        = number
  description = "Seconds of one period"
  default     = 7200
}

variable "notification_topic_arn" {
  type        = string
  description = "A topic of yours for reports of what was done, failed or is blocked; they hold people's names"
  default     = null
}

variable "enable_blocked_alarm" {
  type        = bool
  description = "Alarm for plans that policy stopped"
  default     = true
}

variable "enable_failures_alarm" {
  type        = bool
  description = "Alarm for changes that failed"
  default     = true
}

variable "enable_silence_alarm" {
  type        = bool
  description = "Alarm for too long a time without a good run"
  default     = true
}

variable "enable_token_alarm" {
  type        = bool
  description = "Alarm for a SCIM token that ends within 30 days"
  default     = true
}

variable "silence_alarm_period" {
  type        = number
  description = "Seconds without a good run after which somebody is told: at least two turns of the schedule"
  default     = 14400

  validation {
    condition     = var.silence_alarm_period % 60 == 0 && var.silence_alarm_period >= 3600 && var.silence_alarm_period <= 86400
    error_message = "Must be whole minutes, from one hour to one day."
  }
}
