//! Spans by OpenTelemetry: what a request did, for a collector.
//!
//! The environment says all, as the OpenTelemetry specification has it: `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_SERVICE_NAME`,
//! `OTEL_TRACES_SAMPLER` and so on. Without an endpoint nothing is sent.

use std::env;

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::Layer;

use super::AnyLayer;

const NAME: &str = "callflowd";
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

/// Where spans go. The last ones go when this is dropped.
pub(super) struct Traces(SdkTracerProvider);

impl Traces {
    /// `None` where the environment names no endpoint.
    pub(super) fn of_environment() -> Result<Option<Self>, ExporterBuildError> {
        if !ENDPOINTS.iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty())) {
            return Ok(None);
        }
        let exporter = SpanExporter::builder().with_http().build()?;
        let mut resource = Resource::builder();
        if env::var_os("OTEL_SERVICE_NAME").is_none() {
            resource = resource.with_service_name(NAME);
        }
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource.build())
            .build();
        Ok(Some(Self(provider)))
    }

    pub(super) fn layer(&self) -> AnyLayer {
        tracing_opentelemetry::layer().with_tracer(self.0.tracer(NAME)).boxed()
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        // The collector may be away, and there is nobody left to tell.
        let _ = self.0.shutdown();
    }
}
