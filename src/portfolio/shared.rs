//! What many contracts say alike, held once for all of them; written and read as if each had its own.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list or a text that contracts share; `None` for an empty one, which threads would otherwise count on each other's heels.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared<T: ?Sized>(Option<Arc<T>>);

impl<T: ?Sized> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: ?Sized> Default for Shared<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: ?Sized> Deref for Shared<T>
where
    for<'a> &'a T: Default,
{
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<T: ?Sized, U> From<U> for Shared<T>
where
    Arc<T>: From<U>,
{
    fn from(own: U) -> Self {
        let own: Arc<T> = own.into();
        Self((size_of_val(&*own) > 0).then_some(own))
    }
}

impl<T: ?Sized + Serialize> Serialize for Shared<T>
where
    for<'a> &'a T: Default,
{
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(to)
    }
}

impl<'de, T: ?Sized> Deserialize<'de> for Shared<T>
where
    Box<T>: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Box::<T>::deserialize(from).map(Self::from)
    }
}

impl<T: ?Sized + JsonSchema> JsonSchema for Shared<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(to: &mut SchemaGenerator) -> Schema {
        T::json_schema(to)
    }
}
