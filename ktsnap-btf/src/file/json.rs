//! The rows of a file as JSON.

use super::document::{Body, ByteOrder, Document, Linkage, Map, Member, Part, Section, Type, Var, enumerator};
use super::print::{Form, Json};

/// The whole file.
pub(super) fn json(document: &Document) -> Json {
    let order = match document.byte_order {
        ByteOrder::Little => "little",
        ByteOrder::Big => "big",
    };
    let mut fields = vec![("ktsnap_layout", Json::Number(document.ktsnap_layout.into()))];
    let label = document.object.label.as_ref().map(|label| ("label", text(label)));
    let sha256 = document.object.sha256.map(|digest| ("sha256", Json::Text(hex(&digest))));
    let object: Vec<_> = label.into_iter().chain(sha256).collect();
    if !object.is_empty() {
        fields.push(("object", lines(object)));
    }
    fields.push(("byte_order", text(order)));
    if !document.keep.is_empty() {
        fields.push(("keep", texts(&document.keep)));
    }
    fields.push(("sections", table(&document.sections, section)));
    fields.push(("maps", table(&document.maps, map)));
    fields.push(("types", table(&document.types, ty)));
    if !document.typedefs.is_empty() {
        fields.push(("typedefs", table(&document.typedefs, |name| text(name))));
    }
    if !document.names.is_empty() {
        fields.push(("names", table(&document.names, |names| texts(names))));
    }
    Json::Object(owned(fields), Form::Lines)
}

fn section(of: &Section) -> Json {
    lines(vec![("size", of.size.into()), ("vars", Json::List(of.vars.iter().map(var).collect(), Form::Lines))])
}

fn var(of: &Var) -> Json {
    let linkage = match of.linkage {
        Linkage::Static => Some("static"),
        Linkage::Global => None,
        Linkage::Extern => Some("extern"),
    };
    let mut fields = vec![
        ("name", text(&of.name)),
        ("type", text(&of.ty)),
        ("c_type", text(&of.c_type)),
        ("offset", of.offset.into()),
        ("size", of.size.into()),
    ];
    fields.extend(linkage.map(|linkage| ("linkage", text(linkage))));
    fields.extend(of.fault.map(|fault| ("fault", text(fault.word()))));
    line(fields)
}

fn map(of: &Map) -> Json {
    lines(vec![
        ("type", text(&of.kind)),
        ("max_entries", of.max_entries.into()),
        ("key", part(&of.key)),
        ("value", part(&of.value)),
    ])
}

fn part(of: &Part) -> Json {
    let mut fields = vec![("size", of.size.into())];
    fields.extend(of.ty.as_ref().map(|ty| ("type", text(ty))));
    fields.extend(of.c_type.as_ref().map(|c_type| ("c_type", text(c_type))));
    line(fields)
}

fn ty(of: &Type) -> Json {
    let mut fields = vec![("size", of.size.into())];
    fields.extend(of.tag.as_ref().map(|tag| ("tag", text(tag))));
    match &of.body {
        Body::Members(members) => {
            fields.push(("members", Json::List(members.iter().map(member).collect(), Form::Lines)));
            lines(fields)
        }
        Body::Enumerators { signed, values } => {
            let values: Vec<_> = values.iter().map(|(name, value)| enumerator(name, *value)).collect();
            fields.extend([("signed", Json::Flag(*signed)), ("values", texts(&values))]);
            Json::Object(owned(fields), Form::Fit)
        }
    }
}

fn member(of: &Member) -> Json {
    let mut fields = Vec::new();
    if !of.name.is_empty() {
        fields.push(("name", text(&of.name)));
    }
    fields.extend([("type", text(&of.ty)), ("c_type", text(&of.c_type)), ("bit_offset", of.bit_offset.into())]);
    fields.extend(of.bits.map(|bits| ("bits", Json::Number(bits.into()))));
    line(fields)
}

fn table<'t, T: 't>(rows: impl IntoIterator<Item = (&'t String, &'t T)>, row: impl Fn(&T) -> Json) -> Json {
    Json::Object(rows.into_iter().map(|(name, of)| (name.clone(), row(of))).collect(), Form::Lines)
}

fn line(fields: Vec<(&str, Json)>) -> Json {
    Json::Object(owned(fields), Form::Line)
}

fn lines(fields: Vec<(&str, Json)>) -> Json {
    Json::Object(owned(fields), Form::Lines)
}

fn owned(fields: Vec<(&str, Json)>) -> Vec<(String, Json)> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

fn texts(texts: &[String]) -> Json {
    Json::List(texts.iter().map(|one| text(one)).collect(), Form::Fit)
}

fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number(number.into())
    }
}
