output "lambda_function_name" {
  description = "Name of the function"
  value       = aws_lambda_function.default.function_name
}

output "lambda_function_arn" {
  description = "ARN of the function"
  value       = aws_lambda_function.default.arn
}

output "cloudwatch_log_group_name" {
  description = "Where the function logs"
  value       = aws_cloudwatch_log_group.default.name
}

output "sns_topic_arn" {
  description = "Topic of the alarms, where there are any"
  value       = var.enable_monitoring ? local.sns_topic_arn : null
}

output "alarm_names" {
  description = "Names of the alarms"
  value       = concat([for alarm in aws_cloudwatch_metric_alarm.default : alarm.alarm_name], aws_cloudwatch_metric_alarm.error_rate[*].alarm_name)
}

output "state_bucket" {
  description = "Bucket with the state, its history, and the plans that wait"
  value       = aws_s3_bucket.state.bucket
}

output "role_arn" {
  description = "The function's role: what Entra is told to trust where no secret is used"
  value       = aws_iam_role.default.arn
}
