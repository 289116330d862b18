# Alarms: those of the Entra module, and what it did not see. examples/unattended.md says what each means and what to do.

locals {
  makes_topic   = var.enable_monitoring && var.alarm_sns_topic_arn == ""
  sns_topic_arn = local.makes_topic ? aws_sns_topic.alarms[0].arn : var.alarm_sns_topic_arn

  of_function = { FunctionName = aws_lambda_function.default.function_name }
  of_stack    = { stack = var.stack }

  alarms = {
    errors = {
      enabled   = var.enable_error_alarm, description = "A run failed, and nothing more was changed than its log says. Runbook, Errors"
      namespace = "AWS/Lambda", metric = "Errors", dimensions = local.of_function, statistic = "Sum"
      periods   = var.error_alarm_evaluation_periods, period = var.error_alarm_period, comparison = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
    }
    duration = {
      enabled   = var.enable_duration_alarm, description = "A run took almost all of its time. Runbook, Duration"
      namespace = "AWS/Lambda", metric = "Duration", dimensions = local.of_function, statistic = "Maximum"
      periods   = var.duration_alarm_evaluation_periods, period = var.duration_alarm_period, comparison = "GreaterThanThreshold"
      threshold = coalesce(var.duration_threshold_ms, var.timeout * 900), missing = "notBreaching"
    }
    throttles = {
      enabled   = var.enable_throttle_alarm, description = "A run was not let begin, because another was under way or the account's limit is reached. Runbook, Throttles"
      namespace = "AWS/Lambda", metric = "Throttles", dimensions = local.of_function, statistic = "Sum"
      periods   = var.throttle_alarm_evaluation_periods, period = var.throttle_alarm_period, comparison = "GreaterThanOrEqualToThreshold"
      threshold = var.throttle_threshold, missing = "notBreaching"
    }
    scheduled-failure = {
      enabled   = var.enable_scheduled_job_alarm, description = "The schedule could not start the function. Runbook, Schedule"
      namespace = "AWS/Events", metric = "FailedInvocations", dimensions = { RuleName = aws_cloudwatch_event_rule.schedule.name }, statistic = "Sum"
      periods   = var.scheduled_job_alarm_evaluation_periods, period = var.scheduled_job_alarm_period, comparison = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
    }
    blocked = {
      enabled   = var.enable_blocked_alarm, description = "Policy stopped a plan, which waits for a person. Runbook, Blocked"
      namespace = "idpscim", metric = "Blocked", dimensions = local.of_stack, statistic = "Maximum"
      periods   = 1, period = 300, comparison = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
    }
    failures = {
      enabled   = var.enable_failures_alarm, description = "Some changes failed; the rest was done. Runbook, Failures"
      namespace = "idpscim", metric = "Failures", dimensions = local.of_stack, statistic = "Sum"
      periods   = 1, period = 300, comparison = "GreaterThanThreshold", threshold = 0, missing = "notBreaching"
    }
    # A good run counts as 0 seconds since a good run. No value at all is silence as well: nothing ran, or nothing was ever good. While the schedule only
    # plans, no run is good, and there is nothing to watch.
    silence = {
      enabled   = var.enable_silence_alarm && local.live, description = "For too long no run ended well, or none began. Runbook, Silence"
      namespace = "idpscim", metric = "AgeOfLastGoodApply", dimensions = local.of_stack, statistic = "Minimum"
      periods   = 1, period = var.silence_alarm_period, comparison = "GreaterThanThreshold", threshold = 0, missing = "breaching"
    }
    token = {
      enabled   = var.enable_token_alarm && var.scim_endpoint != null, description = "The SCIM token ends within 30 days. Runbook, Token"
      namespace = "idpscim", metric = "TokenExpiresIn", dimensions = local.of_stack, statistic = "Minimum"
      periods   = 1, period = 3600, comparison = "LessThanThreshold", threshold = 2592000, missing = "ignore"
    }
  }
}

resource "aws_sns_topic" "alarms" {
  count        = local.makes_topic ? 1 : 0
  name         = "${var.name}-alarms"
  display_name = "idpscim"
  tags         = var.tags
  # Not encrypted by alias/aws/sns: CloudWatch may not use that key, and the alarms would never arrive. They hold no people's data.
}

data "aws_iam_policy_document" "alarms" {
  count = local.makes_topic ? 1 : 0

  statement {
    sid       = "AlarmsOfThisAccount"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms[0].arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  count  = local.makes_topic ? 1 : 0
  arn    = aws_sns_topic.alarms[0].arn
  policy = data.aws_iam_policy_document.alarms[0].json
}

resource "aws_sns_topic_subscription" "email" {
  for_each  = local.makes_topic ? toset(var.alarm_email_endpoints) : toset([])
  topic_arn = aws_sns_topic.alarms[0].arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_metric_alarm" "default" {
  for_each = { for name, alarm in local.alarms : name => alarm if var.enable_monitoring && alarm.enabled }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = each.value.periods
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing
  alarm_actions       = [local.sns_topic_arn]
  ok_actions          = [local.sns_topic_arn]
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "error_rate" {
  count = var.enable_monitoring && var.enable_error_rate_alarm ? 1 : 0

  alarm_name          = "${var.name}-error-rate"
  alarm_description   = "More than ${var.error_rate_threshold}% of the runs failed. Runbook, Errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = var.error_rate_alarm_evaluation_periods
  threshold           = var.error_rate_threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.sns_topic_arn]
  ok_actions          = [local.sns_topic_arn]
  tags                = var.tags

  metric_query {
    id          = "rate"
    expression  = "errors / invocations * 100"
    label       = "Percent of failed runs"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { errors = "Errors", invocations = "Invocations" }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/Lambda"
        metric_name = metric_query.value
        period      = var.error_rate_alarm_period
        stat        = "Sum"
        dimensions  = local.of_function
      }
    }
  }
}
